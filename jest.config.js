// Nest 12 and jose are published as ES modules only, which Jest cannot require() below Node 24.9: they are compiled to
// CommonJS like our own sources. Everything else in node_modules is left alone.
const esModules = ['@nestjs', 'jose', 'cookie', 'es-toolkit', 'otpauth', '@standard-schema'];
const transform = { '^.+\\.[cm]?[jt]s$': ['@swc/jest', {}] };
const common = {
  testEnvironment: 'node',
  transform,
  transformIgnorePatterns: [`/node_modules/(?!(${esModules.join('|')})/)`],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  extensionsToTreatAsEsm: [],
};

module.exports = {
  maxWorkers: 2,
  projects: [
    {
      ...common,
      displayName: 'suite',
      testMatch: [
        '<rootDir>/test/**/*.test.ts',
        '<rootDir>/src/**/*.test.ts',
        '<rootDir>/local-pool/**/*.test.ts',
      ],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/system/'],
    },
  ],
};

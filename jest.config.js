// Nest 12, jose and a few more are published as ES modules only, which Jest cannot require() below Node 24.9: they are compiled
// to CommonJS as they load, like our own sources. Everything else in node_modules is left alone.
const esModules = [
  ...[
    '@nestjs',
    'jose',
    'cookie',
    'content-disposition',
    'es-toolkit',
    'otpauth',
    '@standard-schema',
    'js-yaml',
  ],
  ...['@simplewebauthn', '@levischuck', '@peculiar', '@noble', '@scure', 'bcryptjs'],
  ...[
    'nid-webauthn-emulator',
    'openid-client',
    'oauth4webapi',
    'otplib',
    '@otplib',
    'fast-check',
    'pure-rand',
  ],
];

const common = {
  rootDir: __dirname,
  testEnvironment: 'node',
  transform: { '^.+\\.[cm]?[jt]s$': ['@swc/jest', {}] },
  transformIgnorePatterns: [`/node_modules/(?!(${esModules.join('|')})/)`],
  // A dynamic import() of our own sources names the built file.
  moduleNameMapper: {
    '^(\\.{1,2}/(?:.*/)?(?:[\\w-]+\\.(?:dto|controller)|docs\\.routes|local-pool/start|local-pool/bootstrap|example|create-triggers|team|magic-link-sender|sender-codes))\\.js$':
      '$1',
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  testTimeout: 30_000,
};

/** The suite: needs nothing but Node. `jest.system.config.js` has the tests that need a system program, `jest.hard.config.js` the long ones. */
module.exports = {
  ...common,
  maxWorkers: 2,
  globalSetup: '<rootDir>/test/support/key-pairs.global.js',
  setupFiles: ['<rootDir>/test/support/key-pairs.js', '<rootDir>/test/support/navigator.js'],
  testMatch: ['<rootDir>/{test,src,local-pool}/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/system/', '<rootDir>/test/hard/'],
};

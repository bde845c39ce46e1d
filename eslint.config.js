const eslint = require('@eslint/js');
const tseslint = require('typescript-eslint');

module.exports = tseslint.config(
  {
    ignores: [
      '**/dist',
      'node_modules',
      'coverage',
      'src/metadata.ts',
      '*.js',
      'tools/**/*.js',
      'test/support/*.js',
      'test/suites/*.js',
    ],
  },
  eslint.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: __dirname } },
    rules: {
      'no-console': 'error',
      eqeqeq: 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // Nest modules are classes without members, and controllers have methods that do not use `this`.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // DTO classes describe shapes: what a controller returns is a literal of that shape.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
    },
  },
  {
    // Plain JavaScript of packages of their own, without types to check by.
    files: ['bench/**', 'mutation/**'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: {
      globals: Object.fromEntries(
        ['crypto', 'fetch', 'performance', 'process', 'setTimeout', 'clearTimeout', 'Buffer', 'URL'].map(
          (name) => [name, 'readonly'],
        ),
      ),
    },
  },
  {
    // Plain JavaScript, as a browser loads it.
    files: ['examples/web/**', 'test/system/*.js'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: {
      globals: Object.fromEntries(
        [
          ...['document', 'history', 'location', 'sessionStorage', 'scrollTo'],
          ...['addEventListener', 'dispatchEvent', 'CustomEvent', 'DOMException'],
          ...['fetch', 'FormData', 'URL', 'getComputedStyle', 'innerWidth'],
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
  {
    // Tests look into JSON of every shape, and assert on it.
    files: ['test/**', '**/*.test.ts', 'local-pool/test/**'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
);

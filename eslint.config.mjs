import jest from 'eslint-plugin-jest';
import tseslint from 'typescript-eslint';

/**
 * Who may import whom. Everything that is not named for a folder is forbidden for it:
 * [folder, what it must not import, why].
 */
const boundaries = [
  [
    'shared/domain',
    [
      '^(?!zod$|node:(crypto|util)$|\\.{1,2}/)',
      '\\.\\./(auth|data|mail|signing|config)',
      '(^|/)(functions|local|test)/',
    ],
    'the domain imports itself and zod only',
  ],
  [
    'shared/auth',
    ['\\.\\./(data|mail|signing)/', '(^|/)(functions|local|test)/'],
    'auth imports the domain and config only',
  ],
  [
    'shared/data',
    ['\\.\\./(auth|mail|signing)/', '(^|/)(functions|local|test)/'],
    'data imports the domain and config only',
  ],
  [
    'shared/mail',
    ['\\.\\./(auth|data|signing)/', '(^|/)(functions|local|test)/'],
    'mail imports the domain and config only',
  ],
  [
    'shared/signing',
    ['\\.\\./(auth|data|mail)/', '(^|/)(functions|local|test)/'],
    'signing imports the domain and config only',
  ],
  ['functions', ['(^|/)(local|test)/'], 'product code knows nothing of the stand-ins'],
  ['local', ['(^|/)test/'], 'nothing imports tests'],
  ['infra', ['(^|/)(functions|local|test)/'], 'the infrastructure is held against settings, containers and names only'],
];

export default tseslint.config(
  { ignores: ['node_modules/', '.local/', '.stryker/', 'dist/', 'coverage/'] },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: { allowDefaultProject: ['*.mjs'] }, tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
    },
  },
  ...boundaries.map(([folder, patterns, message]) => ({
    files: [`${folder}/**/*.ts`],
    rules: { 'no-restricted-imports': ['error', { patterns: patterns.map((regex) => ({ regex, message })) }] },
  })),
  {
    // An orchestrator is replayed: it must be deterministic, so it sees no clock, no randomness, no I/O.
    files: ['functions/orchestrations/*Orchestration.ts'],
    rules: {
      'no-restricted-globals': ['error', 'Date', 'fetch', 'process', 'crypto', 'setTimeout', 'setInterval'],
      'no-restricted-properties': ['error', { object: 'Math', property: 'random' }],
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: 'shared/', allowTypeImports: true, message: 'an orchestrator imports domain types only' },
          ],
        },
      ],
    },
  },
  {
    files: ['test/**/*.ts'],
    ...jest.configs['flat/recommended'],
    rules: { ...jest.configs['flat/recommended'].rules, 'max-lines': 'off' },
  },
  { files: ['**/*.mjs'], ...tseslint.configs.disableTypeChecked },
);

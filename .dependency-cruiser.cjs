// The layers of ARCHITECTURE.md as rules. `npm run check` fails on any import that the table does not allow; type imports count too.
'use strict';
const { builtinModules } = require('node:module');

/** Tests may import what they like; nothing but tests imports them. */
const TESTS = String.raw`\.(test|contract|fixture)\.tsx?$|-for-tests\.ts$|/testing(/|\.ts$)|^test/`;

/** A layer → what it may import beside itself: `types` for what exists at compile time only. All else fails. */
const LAYERS = {
  'src/lib': { values: [] },
  'src/chart': { values: ['src/lib'] },
  'src/verdict': { values: ['src/lib'] },
  'src/engine': { values: ['src/chart', 'src/lib'] },
  'src/ports': { values: ['src/lib'] },
  'src/rollout': { values: ['src/engine', 'src/ports', 'src/lib'] },
  'src/steps': {
    values: ['src/verdict', 'src/rollout', 'src/ports', 'src/engine/environment', 'src/lib'],
    types: ['src/chart', 'src/engine'],
  },
  'src/integrations': { values: ['src/ports', 'src/lib'] },
  'src/store': { values: ['src/engine', 'src/lib'], types: ['src/chart'] },
  'src/worker': {
    values: ['src/engine', 'src/steps', 'src/rollout', 'src/store', 'src/chart', 'src/ports', 'src/lib'],
  },
  'src/api': { values: ['src/lib'], types: ['src/chart'] },
  'src/server': {
    values: [
      'src/api',
      'src/store',
      'src/steps/[^/]+/declaration.ts',
      'src/chart',
      'src/verdict',
      'src/ports',
      'src/lib',
    ],
    types: ['src/engine'],
  },
  'src/cli': {
    values: ['src/api', 'src/chart', 'src/engine', 'src/verdict', 'src/steps/[^/]+/declaration.ts', 'src/lib'],
  },
  // The composition root: the one place that knows everything.
  'src/main': { values: ['src'] },
  web: { values: ['src/api', 'src/lib'] },
};

/** Anything of ours that a layer could reach for. */
const OURS = '^(src|web|test|bench|tools|sample|bin)/';

/** A path in the table, as the beginning of a pattern: a file as it is, a folder with all that is in it. */
function within(path) {
  return path.endsWith('.ts') ? `^${path.replace(/\.ts$/, '[.]ts')}$` : `^${path}/`;
}

function layerRules(layer, { values, types = [] }) {
  const name = layer.replace('src/', '');
  const allowed = [layer, ...values].map(within);
  const rules = [
    {
      name: `layer-${name}`,
      comment: `${layer} imports only ${[...values, ...types.map((each) => `${each} (types)`)].join(', ') || 'nothing of ours'}`,
      severity: 'error',
      from: { path: within(layer), pathNot: TESTS },
      to: { path: OURS, pathNot: [...allowed, ...types.map(within)] },
    },
  ];
  if (types.length > 0) {
    rules.push({
      name: `layer-${name}-types-only`,
      comment: `${layer} knows ${types.join(', ')} by \`import type\` only`,
      severity: 'error',
      from: { path: within(layer), pathNot: TESTS },
      to: { path: types.map(within), pathNot: allowed, dependencyTypesNot: ['type-only'] },
    });
  }
  return rules;
}

/** What no declaration may reach, at any depth: Node, and the layers that know the world. */
const WORLD = [
  String.raw`^(node:)?(${builtinModules.join('|')})$`,
  '^src/(ports|engine|verdict|rollout|integrations|store|worker|server|cli|main)/',
];

/** Files of one step kind that others share on purpose: how a command is followed, how a limit is read. */
const SHARED_BETWEEN_KINDS = ['^src/steps/command/follow-command[.]ts$', '^src/steps/quality-gate/limit[.]ts$'];

const rules = [
  ...Object.entries(LAYERS).flatMap(([layer, allowed]) => layerRules(layer, allowed)),
  {
    name: 'step-kinds-stand-alone',
    comment:
      'A step kind imports its own folder, the files directly in src/steps, the report readers and the watching of a release, and no other kind',
    severity: 'error',
    from: { path: '^src/steps/([^/]+)/', pathNot: [TESTS, '^src/steps/(reports|watching)/'] },
    to: {
      path: '^src/steps/[^/]+/',
      pathNot: ['^src/steps/$1/', '^src/steps/(reports|watching)/', ...SHARED_BETWEEN_KINDS],
    },
  },
  {
    name: 'declaration-imports',
    comment: 'A declaration is what others see of a kind: it imports chart (types), lib and files of its own folder',
    severity: 'error',
    from: { path: '^src/steps/([^/]+)/declaration[.]ts$' },
    to: { path: OURS, pathNot: ['^src/steps/$1/', '^src/chart/', '^src/lib/'] },
  },
  {
    name: 'declaration-is-pure',
    comment: 'What a declaration imports, at any depth, touches neither Node nor the world',
    severity: 'error',
    from: { path: '^src/steps/[^/]+/declaration[.]ts$' },
    to: { path: WORLD, reachable: true },
  },
  {
    name: 'only-kinds-lists-kinds',
    comment: 'Every kind has one line in src/steps/kinds.ts; no kind reads that list',
    severity: 'error',
    from: { path: '^src/steps/', pathNot: TESTS },
    to: { path: '^src/steps/kinds[.]ts$' },
  },
  {
    name: 'vendors-stand-alone',
    comment: 'An integration never imports another vendor',
    severity: 'error',
    from: { path: '^src/integrations/([^/]+)/', pathNot: TESTS },
    to: { path: '^src/integrations/', pathNot: '^src/integrations/$1/' },
  },
  {
    name: 'pure-layers-have-no-node',
    comment: 'chart, engine and verdict decide; they, and lib beneath them, import nothing of Node',
    severity: 'error',
    from: { path: '^src/(lib|chart|engine|verdict)/', pathNot: TESTS },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'the-page-has-no-node',
    comment: 'The page runs in a browser: it, and the API client it shares, import nothing of Node',
    severity: 'error',
    from: { path: '^(web|src/api)/', pathNot: TESTS },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'tests-are-leaves',
    comment: 'Only tests (and the sources of benches) import tests',
    severity: 'error',
    from: { path: '^(src|web)/', pathNot: TESTS },
    to: { path: TESTS },
  },
  {
    name: 'nothing-imports-main',
    comment: 'The composition root knows everything and is known by nothing but tests and benches',
    severity: 'error',
    from: { path: '^(src|web)/', pathNot: ['^src/main/', TESTS] },
    to: { path: '^src/main/' },
  },
  { name: 'no-cycles', comment: 'Not even of types', severity: 'error', from: {}, to: { circular: true } },
  {
    name: 'resolvable',
    comment: 'An import that leads nowhere',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: 'no-dev-dependencies-in-product',
    comment: 'What `npm pack` ships runs without devDependencies',
    severity: 'error',
    from: { path: '^src/', pathNot: TESTS },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'listed-dependencies',
    comment: 'A package that package.json does not list is there by chance',
    severity: 'error',
    from: { path: '^(src|web|tools)/' },
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  },
];

module.exports = {
  forbidden: rules,
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^dist/', '^sample/', '^coverage/'] },
    tsConfig: { fileName: 'tsconfig.json' },
    // `import type` is an import too: a layer that knows another's types depends on it.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js'],
    },
  },
};

import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

/** Words for the log: why a token or a document was refused. Another wording is not another guard. */
const isReason = ({ node, parent }) =>
  ['StringLiteral', 'TemplateLiteral'].includes(node.type) &&
  ((parent?.type === 'NewExpression' && /^(TokenFault|Error)$/.test(parent.callee.name)) ||
    (parent?.type === 'CallExpression' && parent.callee.name === 'check'));

export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, 'reasons', {
    shouldIgnore: (path) => (isReason(path) ? 'words for the log' : undefined),
  }),
];

/**
 * What is left out of the functions. They are started anew all the time, and what is in the file is read and parsed at each start, whether it
 * is used or not.
 */

/** Packages that Nest, Fastify or the SDK ask for if they are installed, and parts of ours that Lambda's settings refuse. */
const ABSENT =
  /^(@nestjs\/(websockets|microservices|platform-express|swagger)|@fastify\/(multipart|view|static)|swagger-ui-dist|file-type|class-transformer\/storage|pg-native)(\/|$)|\/(docs\.routes|example)\.js$/;

/** As if it were not installed. */
const absent = (path) =>
  `throw Object.assign(new Error(${JSON.stringify(`${path} is not in this function`)}), { code: 'MODULE_NOT_FOUND' });`;

/** Modules that stand for others. */
const REPLACED = [
  {
    // Nest's pipe takes the whole package at run time, where only this is looked at: half a megabyte with the telephone numbers of all countries.
    path: /^class-validator$/,
    importer: /@nestjs\/common\//,
    contents: `export { getMetadataStorage, validate } from 'class-validator';`,
  },
  {
    path: /^class-transformer$/,
    importer: /@nestjs\/common\//,
    contents: `export { classToPlain, plainToInstance } from 'class-transformer';`,
  },
  {
    // Faults of the environment are told in English.
    path: /\/locales\/index\.js$/,
    importer: /\/zod\//,
    contents: `export { default as en } from 'zod/v4/locales/en.js';`,
  },
  {
    // Routes are validated by classes and have no JSON schemas: without Ajv and what it brings, 0.4 MB less.
    path: /^@fastify\/(ajv-compiler|fast-json-stringify-compiler)$/,
    importer: /\/fastify\/lib\/schema-controller\.js$/,
    contents: `module.exports = () => () => { throw new Error('JSON schemas of routes are not in this function'); };`,
  },
  {
    // Settings refuse a metrics port on Lambda, and without one nothing is counted.
    path: /^prom-client$/,
    importer: /\/metrics\.ts$/,
    contents: `export const collectDefaultMetrics = undefined; export class Registry {} export const Counter = undefined, Gauge = undefined, Histogram = undefined;`,
  },
];

/** What some modules do as they are loaded. */
const CHANGED = [
  {
    // A formatter of dates costs 15 ms of every start, and the log of the service has its own.
    path: /@nestjs\/common\/services\/(console-)?logger\.service\.js$/,
    from: /new Intl\.DateTimeFormat\(undefined, \{[^}]*\}\)/,
    to: '{ format: (date) => date.toISOString() }',
  },
];

/** Packages in a file of their own, which is read when they are first needed: a function without `REDIS_URL` never parses Redis. */
const ASIDE = { '@redis/client': 'redis.cjs' };

/** Packages that have ES modules but do not give them to bundlers for Node. */
const AS_MODULES = { rxjs: 'rxjs/dist/esm/index.js', 'rxjs/operators': 'rxjs/dist/esm/operators/index.js' };

const LEAN = new RegExp([ABSENT, ...REPLACED.map(({ path }) => path)].map(({ source }) => source).join('|'));

/** Packages that do nothing by being loaded but do not say so. */
const NO_SIDE_EFFECTS =
  /^(@nestjs\/(common|core|platform-fastify|passport|throttler)(\/|$)|rxjs$|rxjs\/operators$)/;

/** The source in place of a module; undefined when it is taken as it is. */
function replacementOf(path, importer) {
  if (ABSENT.test(path)) return absent(path);
  return REPLACED.find((row) => row.path.test(path) && row.importer.test(importer))?.contents;
}

module.exports = { AS_MODULES, ASIDE, CHANGED, LEAN, NO_SIDE_EFFECTS, replacementOf };

import { exec } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { accountDigest } from '../../src/common/access/account-digest';
import { environmentSchema } from '../../src/common/config/environment';
import { errorTable } from '../../src/common/errors/error-table';
import { type MetricRow, metricTable } from '../../src/common/observability/metric-table';
import { Metrics } from '../../src/common/observability/metrics';
import { actionsTable, auditEventDocument, metricsTable } from '../../src/docs/operations';
import { type RouteFacts, routesOf } from '../../src/docs/routes';
import { Gatehouse } from '../support/gatehouse';

const docs = join(__dirname, '..', '..', 'docs');
const page = readFileSync(join(docs, 'operations.md'), 'utf8');
/** Without the alignment of tables, and with the escapes of their cells undone. */
const plain = page.replace(/ {2,}/g, ' ').replace(/-{3,}/g, '---').replaceAll('\\|', '|');

let gatehouse: Gatehouse;
let routes: RouteFacts[];
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
  routes = routesOf(gatehouse.app);
});
afterAll(() => gatehouse.close());

const rows = metricTable as Readonly<Record<string, MetricRow>>;
/** What PromQL is made of, in the page: blocks, and code in tables. */
const queries = [
  ...[...plain.matchAll(/```promql\n([^]*?)```/g)].map(([, query = '']) => query),
  ...[...plain.matchAll(/`([^`\n]*(?:rate|sum|max|count)[^`\n]*\([^`\n]*)`/g)].map(([, query = '']) => query),
];

describe('metrics', () => {
  it('in the page are those that the service has', async () => {
    const text = await new Metrics(true).text();
    const exported = new Set([...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name = '']) => name));
    const named = new Set(
      [...plain.matchAll(/\b(?:gatehouse|nodejs|process)_[a-z0-9_]*[a-z0-9]\b/g)].map(([name]) => name),
    );
    expect(named.size).toBeGreaterThan(30);
    const unknown = [...named].filter((name) => {
      const row = name.replace(/_(bucket|sum|count)$/, '');
      return !exported.has(name) && !(rows[row]?.type === 'histogram' && exported.has(row));
    });
    expect(unknown).toEqual([]);
    const ours = [...exported].filter((name) => name.startsWith('gatehouse_'));
    expect(ours.sort()).toEqual(Object.keys(metricTable).sort());
    expect(ours.filter((name) => !named.has(name))).toEqual([]);
  });

  it('are asked for by labels that they have, and words that these say', () => {
    expect(queries.length).toBeGreaterThan(25);
    const selections = queries.flatMap((query) => [...query.matchAll(/\b(gatehouse_\w+)\{([^}]*)\}/g)]);
    expect(selections.length).toBeGreaterThan(10);
    const wrong = selections.flatMap(([, name = '', labels = '']) => {
      const row = rows[name.replace(/_(bucket|sum|count)$/, '')];
      return [...labels.matchAll(/(\w+)(=~|!~|=|!=)"([^"]*)"/g)].flatMap(
        ([text, label = '', , words = '']) => {
          const allowed = row?.labels[label];
          if (allowed === undefined) return [`${name}: ${text}`];
          if ('most' in allowed) return [];
          const known = words
            .split('|')
            .filter((word) => allowed.some((value) => new RegExp(`^(?:${word})$`).test(value)));
          return known.length === words.split('|').length ? [] : [`${name}: ${text}`];
        },
      );
    });
    expect(wrong).toEqual([]);
  });

  it('are grouped by labels that they have', () => {
    const grouped = queries.flatMap((query) =>
      [...query.matchAll(/by \(([^)]*)\)/g)].map(([, labels = '']) => ({
        query,
        labels: labels.split(/, */),
      })),
    );
    const known = (query: string): string[] => [
      ...['le', 'instance'],
      ...[...query.matchAll(/gatehouse_\w+/g)].flatMap(([name]) =>
        Object.keys(rows[name.replace(/_(bucket|sum|count)$/, '')]?.labels ?? {}),
      ),
    ];
    expect(grouped.length).toBeGreaterThan(10);
    expect(
      grouped.filter(({ query, labels }) => labels.some((label) => !known(query).includes(label))),
    ).toEqual([]);
  });

  it('of actions and codes are asked for by those that there are', () => {
    const actions = new Set(routes.map(({ audited }) => audited));
    const wanted = (label: string): string[] =>
      queries.flatMap((query) =>
        [...query.matchAll(new RegExp(`\\b${label}=~?"([^"]*)"`, 'g'))].flatMap(([, words = '']) =>
          words.split('|'),
        ),
      );
    expect(wanted('action').filter((action) => !actions.has(action))).toEqual([]);
    expect(wanted('code').filter((code) => !Object.hasOwn(errorTable, code))).toEqual([]);
    expect(wanted('action').length * wanted('code').length).toBeGreaterThan(0);
  });
});

it('the tables and the schema are those of the code', () => {
  const squeeze = (table: string): string => table.replace(/ {2,}/g, ' ').replaceAll('\\|', '|');
  expect(plain).toContain(squeeze(metricsTable()));
  expect(plain).toContain(squeeze(actionsTable(routes)));
  expect(JSON.parse(readFileSync(join(docs, 'audit-event.schema.json'), 'utf8'))).toEqual(
    JSON.parse(JSON.stringify(auditEventDocument(routes))),
  );
});

it('settings, routes, codes and places in the page are there', () => {
  const code = [...plain.matchAll(/`([^`\n]+)`/g)].map(([, text = '']) => text);
  const settings = code.filter((text) => /^[A-Z]{2,}(_[A-Z]+)+$/.test(text) && !text.endsWith('_FILE'));
  expect(settings.length).toBeGreaterThan(10);
  expect(settings.filter((name) => !Object.hasOwn(environmentSchema.shape, name))).toEqual([]);
  const known = new Set(routes.map(({ method, path }) => `${method.toUpperCase()} ${path}`));
  const called = code.filter((text) => /^(GET|POST|PUT|PATCH|DELETE) \/(v1|health)\//.test(text));
  expect(called.length).toBeGreaterThan(5);
  expect(called.filter((route) => !known.has(route))).toEqual([]);
  const problems = code.filter((text) => /^(upstream|session|internal)_\w+$/.test(text));
  expect(problems.filter((problem) => !Object.hasOwn(errorTable, problem))).toEqual([]);
  const headings = [...page.matchAll(/^#+ (.+)$/gm)].map(([, text = '']) =>
    text
      .toLowerCase()
      .replace(/[^\w ]/g, '')
      .replaceAll(' ', '-'),
  );
  const links = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor = '']) => anchor);
  expect(links.filter((anchor) => !headings.includes(anchor))).toEqual([]);
});

describe('commands', () => {
  const commands = [...page.matchAll(/```sh\n([^]*?)\n```/g)].map(([, text = '']) => text);
  const command = (part: string): string => commands.find((text) => text.includes(part)) ?? '';
  const run = (text: string, input = ''): Promise<string> =>
    new Promise((resolve, reject) => {
      const { stdin } = exec(text, { env: { PATH: process.env['PATH'] } }, (error, stdout) => {
        if (error === null) resolve(stdout.trim());
        else reject(error);
      });
      stdin?.end(input);
    });

  it('gives the digest of an account', async () => {
    const text = command('createHash');
    expect(await run(text)).toBe(accountDigest('eu-central-1_AbCdEf123', 'ada@example.com'));
    expect(await run(text.replace('ada@example.com', "' Ａda@Example.com '"))).toBe(
      accountDigest('eu-central-1_AbCdEf123', 'ada@example.com'),
    );
  });

  it('makes a secret for sessions', async () => {
    expect(await run(command('randomBytes'))).toMatch(/^[\w+/]{64}$/);
  });

  it('lists where failures come from', async () => {
    const event = {
      audit: true,
      action: 'auth.sign_in',
      outcome: 'failure',
      ip: '203.0.113.7',
      subject: 'ab12',
    };
    const log = [event, event, { ...event, ip: '203.0.113.8', outcome: 'success' }].map((line) =>
      JSON.stringify(line),
    );
    const text = command('readline').replace(' < gatehouse.log', '');
    const table = await run(text, `${log.join('\n')}\nno json\n`);
    expect(table).toMatch(/'203\.0\.113\.7' +│ 2 /);
    expect(table).not.toContain('203.0.113.8');
  });

  it('signs somebody out', async () => {
    const ended = await gatehouse.signIn(await gatehouse.user({}, 'ada@example.com'));
    const { accessToken } = await gatehouse.admin();
    // What curl would send.
    const [, method = '', path = ''] = /-X (\w+) .*\$GATEHOUSE([^"]+)"/.exec(command('curl')) ?? [];
    expect((await gatehouse.call(method, path, { token: accessToken })).status).toBe(204);
    expect((await gatehouse.get('/v1/auth/session', ended.accessToken)).status).toBe(401);
  });

  it('are all run here', () => {
    expect(commands).toHaveLength(4);
  });
});

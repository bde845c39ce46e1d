// The rules of the Dockerfile.

/** The instructions in order: `{ name, value }`, with continued lines joined and comments left out. */
function instructionsOf(text) {
  return text
    .replace(/^\s*#.*\n/gm, '')
    .replace(/\\\n/g, ' ')
    .split('\n')
    .map((line) => /^\s*([A-Za-z]+)\s+(.*\S)\s*$/.exec(line))
    .filter((found) => found !== null)
    .map(([, name, value]) => ({ name: name.toUpperCase(), value: value.replace(/\s+/g, ' ') }));
}

/** Instructions by stage. */
function stagesOf(instructions) {
  const stages = [];
  for (const instruction of instructions) {
    if (instruction.name === 'FROM') stages.push({ from: instruction.value, own: [] });
    else stages.at(-1)?.own.push(instruction);
  }
  return stages;
}

const valuesOf = ({ own }, name) => own.filter((one) => one.name === name).map(({ value }) => value);

/** `node:24.11.1-bookworm-slim`, with a digest or not: all three numbers, and the name of the system. */
const EXACT = /^[\w./-]+:\d+\.\d+\.\d+-[a-z]+(-slim)?(@sha256:[0-9a-f]{64})?$/;
const SECRET = /secret|password|passwd|token|credential|private|api_?key/i;

/** A list in JSON, as the exec form is; undefined for a shell's line. */
function execForm(value) {
  try {
    const list = JSON.parse(value);
    return Array.isArray(list) && list.every((item) => typeof item === 'string') ? list : undefined;
  } catch {
    return undefined;
  }
}

function fault(holds, words) {
  return holds ? [] : [words];
}

/** How images are named and what is installed in any stage. */
function buildFaults(stages) {
  const images = stages.map(({ from }) => from.split(' ')[0]);
  const runs = stages.flatMap((stage) => valuesOf(stage, 'RUN'));
  const installs = runs.filter((run) => /\bnpm (ci|i|install)\b/.test(run));
  const copies = stages.flatMap((stage) => valuesOf(stage, 'COPY'));
  return [
    ...fault(stages.length >= 2, 'must have several stages'),
    ...images
      .filter((image) => image !== 'scratch' && !EXACT.test(image))
      .map((image) => `${image} must name an exact version`),
    ...fault(
      new Set(images.filter((image) => image !== 'scratch')).size <= 1,
      'must build and run on one image',
    ),
    ...fault(
      installs.length > 0 && installs.every((run) => / ci\b/.test(run) && run.includes('--ignore-scripts')),
      'must install by npm ci --ignore-scripts',
    ),
    ...fault(
      stages.every((stage) => valuesOf(stage, 'ADD').length === 0),
      'must not use ADD, which fetches and unpacks',
    ),
    ...fault(
      copies.every((copy) => copy.startsWith('--from=') || !/^(--\S+ )*\.\/? /.test(copy)),
      'must not copy the whole folder',
    ),
    ...fault(
      stages.every((stage) =>
        [...valuesOf(stage, 'ENV'), ...valuesOf(stage, 'ARG')].every((one) => !SECRET.test(one)),
      ),
      'must hold no secret in ENV or ARG',
    ),
  ];
}

/** What the image is in the end. */
function imageFaults(last, stages) {
  const copies = valuesOf(last, 'COPY');
  const stageNamed = (name) => stages.find(({ from }) => from.endsWith(` AS ${name}`));
  const modules = copies.find((copy) => copy.includes('node_modules')) ?? '';
  const [, source = ''] = /^--from=(\S+)/.exec(modules) ?? [];
  const system = stageNamed(
    /^--from=(\S+) \/ \/$/.exec(copies.find((copy) => / \/ \/$/.test(copy)) ?? '')?.[1],
  );
  const removed = system === undefined ? '' : valuesOf(system, 'RUN').join(' ');
  const env = valuesOf(last, 'ENV').join(' ');
  return [
    ...fault(
      last.from === 'scratch',
      'the last stage must begin with nothing: layers below keep what is removed',
    ),
    ...['node_modules', 'npm', 'npx', 'corepack', 'yarn', 'yarnpkg']
      .filter((name) => !new RegExp(`\\brm -rf .*/usr/local/(lib|bin)/${name}( |$)`).test(removed))
      .map((name) => `the system of the last stage must be without ${name}`),
    ...fault(valuesOf(last, 'RUN').length === 0, 'the last stage must run nothing'),
    ...fault(
      valuesOf(stageNamed(source) ?? { own: [] }, 'RUN').some((run) => /npm ci .*--omit=dev/.test(run)),
      'the last stage must have production dependencies only',
    ),
    ...fault(/\bNODE_ENV=production\b/.test(env), 'NODE_ENV must be production'),
    ...fault(/\bHOME=\//.test(env), 'HOME must be set: nobody has none'),
  ];
}

/** As whom and how the process runs. */
function processFaults(last) {
  const [user = ''] = valuesOf(last, 'USER').slice(-1);
  const [command = ''] = valuesOf(last, 'CMD').slice(-1);
  const [health = ''] = valuesOf(last, 'HEALTHCHECK').slice(-1);
  const probe = execForm(health.replace(/^.*?CMD /, ''));
  return [
    ...fault(/^[1-9]\d*:[1-9]\d*$/.test(user), 'must run as a numeric user and group, and not as root'),
    ...fault(
      execForm(command)?.[0] === 'node' && valuesOf(last, 'ENTRYPOINT').length === 0,
      'CMD must be node in the exec form: a shell or npm would keep SIGTERM to itself',
    ),
    ...fault(
      probe?.[0] === 'node' && probe.some((part) => part.includes('/health/live')),
      'HEALTHCHECK must ask /health/live by node',
    ),
    ...fault(/--timeout=/.test(health) && /--start-period=/.test(health), 'HEALTHCHECK must have limits'),
    ...fault(valuesOf(last, 'STOPSIGNAL')[0] === 'SIGTERM', 'STOPSIGNAL must be SIGTERM'),
  ];
}

/** What breaks a rule, in words. */
function dockerfileFaults(text) {
  const stages = stagesOf(instructionsOf(text));
  const last = stages.at(-1);
  if (last === undefined) return ['must have stages'];
  return [...buildFaults(stages), ...imageFaults(last, stages), ...processFaults(last)];
}

module.exports = { dockerfileFaults, execForm, instructionsOf, stagesOf, valuesOf };

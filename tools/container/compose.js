// The rules of compose.yaml.

const EXACT = /^[\w./-]+:\d+\.\d+\.\d+-[a-z]+(@sha256:[0-9a-f]{64})?$/;
/** Settings that hold a secret by their name; those that name its file do not. */
const SECRET = /(SECRET|PASSWORD|TOKEN|ACCESS_KEY)$/;

function fault(holds, words) {
  return holds ? [] : [words];
}

/** What holds for every service. */
function hardeningFaults(name, service) {
  return [
    ...fault(service.read_only === true, 'must be read_only'),
    ...fault(
      service.cap_drop?.includes('ALL') === true && service.cap_add === undefined,
      'must drop ALL capabilities',
    ),
    ...fault(
      service.security_opt?.includes('no-new-privileges:true') === true,
      'must have no-new-privileges',
    ),
    ...fault(service.privileged !== true, 'must not be privileged'),
    ...fault(service.mem_limit !== undefined, 'must have a limit of memory'),
    ...fault(service.pids_limit !== undefined, 'must have a limit of processes'),
    ...fault(service.network_mode === undefined && service.pid === undefined, 'must not share namespaces'),
    ...fault(
      (service.volumes ?? []).every((volume) => !JSON.stringify(volume).includes('docker.sock')),
      'must not reach the engine',
    ),
  ].map((words) => `${name} ${words}`);
}

function serviceFaults({ services = {}, secrets = {} }) {
  const { gatehouse = {} } = services;
  const environment = gatehouse.environment ?? {};
  const files = Object.entries(environment).filter(([name]) => name.endsWith('_FILE'));
  return [
    ...fault(
      gatehouse.depends_on?.redis?.condition === 'service_healthy',
      'gatehouse must wait for a healthy redis',
    ),
    ...fault(environment.REDIS_URL !== undefined, 'gatehouse must be told of redis'),
    ...Object.keys(environment)
      .filter((name) => SECRET.test(name))
      .map((name) => `gatehouse must take ${name} from a file`),
    ...fault(
      files.length > 0 &&
        files.every(([, path]) => gatehouse.secrets?.includes(String(path).split('/').at(-1))),
      'gatehouse must be given each file that it is to read a secret from',
    ),
    ...fault(
      (gatehouse.secrets ?? []).every((name) => secrets[name]?.file !== undefined),
      'each secret must be a file',
    ),
    ...fault(
      (gatehouse.ports ?? []).every((one) => String(one).startsWith('127.0.0.1:')),
      'gatehouse must be published on this machine alone: a proxy speaks TLS',
    ),
    ...fault(gatehouse.stop_grace_period !== undefined, 'gatehouse must have time to end'),
    ...fault(gatehouse.user === undefined, 'gatehouse must run as the user of its image'),
  ];
}

function redisFaults({ services = {}, networks = {} }) {
  const { redis = {} } = services;
  const command = [redis.command ?? []].flat().join(' ');
  return [
    ...fault(EXACT.test(redis.image ?? ''), 'redis must name an exact version'),
    ...fault(redis.healthcheck?.test !== undefined, 'redis must have a health check'),
    ...fault(redis.ports === undefined, 'redis must not be published'),
    ...fault(/--maxmemory \d/.test(command), 'redis must have a limit of its own memory'),
    ...fault(
      /--maxmemory-policy noeviction\b/.test(command),
      'redis must not forget revocations: noeviction',
    ),
    ...fault(/^[1-9]\d*(:|$)/.test(redis.user ?? ''), 'redis must not run as root'),
    ...fault(
      (redis.networks ?? ['default']).every((name) => networks[name]?.internal === true),
      'redis must be on an internal network only',
    ),
  ];
}

/** What breaks a rule, in words. */
function composeFaults(compose) {
  const services = Object.entries(compose?.services ?? {});
  return [
    ...fault(services.length > 0, 'must have services'),
    ...services.flatMap(([name, service]) => hardeningFaults(name, service)),
    ...serviceFaults(compose ?? {}),
    ...redisFaults(compose ?? {}),
  ];
}

module.exports = { composeFaults };

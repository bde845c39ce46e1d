import { RevocationStore } from '../../src/common/access/revocation-store';
import { Revocations } from '../../src/common/access/revocations';
import { loadEnvironment } from '../../src/common/config/load-environment';
import { createLog } from '../../src/common/observability/log';
import { Metrics } from '../../src/common/observability/metrics';
import { SharedState } from '../../src/common/shared-state/shared-state';

/** Shared state where there is nobody to share it with. */
export function stateAlone(): SharedState {
  const environment = loadEnvironment({ LOG_LEVEL: 'silent' });
  return new SharedState(environment, createLog(environment), new Metrics(false));
}

/** The revocations of one instance, without Redis. */
export function revocationsAlone(): Revocations {
  return new Revocations(new RevocationStore(stateAlone()), new Metrics(false));
}

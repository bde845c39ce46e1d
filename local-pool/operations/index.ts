import type { OperationTable } from '../operation';

/** Every operation the pool supports, by its wire name. */
export const operations: OperationTable = {};

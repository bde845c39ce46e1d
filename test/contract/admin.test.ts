import { adminCases, otherCases } from './cases';
import { holdToContract } from './run';

holdToContract({ ...adminCases, ...otherCases });

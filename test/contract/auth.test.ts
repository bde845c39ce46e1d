import { authCases } from './cases';
import { holdToContract } from './run';

holdToContract(authCases);

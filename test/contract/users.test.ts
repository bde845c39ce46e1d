import { userCases } from './cases';
import { holdToContract } from './run';

holdToContract(userCases);

import { tellShare } from './run';

tellShare(2);

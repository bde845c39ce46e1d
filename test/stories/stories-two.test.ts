import { tellShare } from './run';

tellShare(1);

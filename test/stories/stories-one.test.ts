import { tellShare } from './run';

tellShare(0);

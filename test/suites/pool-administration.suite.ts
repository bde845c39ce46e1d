import './run';

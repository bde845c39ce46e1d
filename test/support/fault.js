// Loaded into a process of the service before everything else (NODE_OPTIONS): what a signal provokes, nobody catches.
process.on('SIGUSR2', () => {
  setImmediate(() => {
    if (process.env.FAULT === 'rejection') void Promise.reject(new Error('a secret value 4711'));
    else throw new Error('a secret value 4711');
  });
});

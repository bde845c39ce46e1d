// Since Node 21 there is a `navigator`, by which `jsbn`, the big integers of foreign SRP clients, takes Node for an old browser. What it
// computes with there asks for `Math` at each step, which costs a hundred times as much in Jest's context: 30 s a sign-in.
delete globalThis.navigator;

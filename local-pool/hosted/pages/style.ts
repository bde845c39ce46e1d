/** The whole look of the pages. Its digest is in their Content-Security-Policy. */
export const style = `
:root {
  color-scheme: light dark;
  --ground: #f3f4f6; --card: #fff; --text: #1b1f24; --soft: #57606a; --line: #8b949e;
  --accent: #0b57b0; --accent-text: #fff; --bad: #b3261e; --bad-ground: #fdecea; --good-ground: #e7f4e8;
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0f1318; --card: #1a2027; --text: #e8ecf1; --soft: #a8b3bf; --line: #6b7683;
    --accent: #7db7ff; --accent-text: #0b1a2b; --bad: #ffb4ab; --bad-ground: #3b1714; --good-ground: #16301b;
  }
}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; grid-template-rows: 1fr auto; justify-items: center;
  background: var(--ground); color: var(--text); padding: 1rem; }
main { align-self: center; width: 100%; max-width: 26rem; background: var(--card); border: 1px solid #8b949e55;
  border-radius: .75rem; padding: 1.75rem; margin: 1rem 0; }
h1 { font-size: 1.4rem; line-height: 1.25; margin: 0 0 1rem; overflow-wrap: anywhere; }
p { margin: 0 0 1rem; overflow-wrap: anywhere; }
form { margin: 0; }
form + form { margin-top: .75rem; }
label { display: block; font-weight: 600; margin-bottom: .25rem; }
.field { margin-bottom: 1rem; }
.hint { color: var(--soft); font-size: .875rem; margin: .25rem 0 0; }
input:not([type=radio]), textarea { width: 100%; font: inherit; color: inherit; background: var(--card);
  border: 1px solid var(--line); border-radius: .375rem; padding: .55rem .7rem; }
textarea { min-height: 5.5rem; font-family: ui-monospace, monospace; font-size: .875rem; }
fieldset { border: 0; padding: 0; margin: 0 0 1rem; }
legend { font-weight: 600; padding: 0; margin-bottom: .25rem; }
.choice { display: flex; gap: .6rem; align-items: center; font-weight: 400; padding: .3rem 0; }
button { width: 100%; font: inherit; font-weight: 600; padding: .65rem 1rem; border-radius: .375rem; cursor: pointer;
  border: 1px solid var(--accent); background: var(--accent); color: var(--accent-text); }
button + button { margin-top: .75rem; }
button.other { background: transparent; color: var(--accent); }
a.provider { display: block; text-align: center; font-weight: 600; text-decoration: none; padding: .65rem 1rem;
  border: 1px solid var(--accent); border-radius: .375rem; }
a { color: var(--accent); }
:is(input, textarea, button, a, summary):focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.message { border-radius: .375rem; padding: .65rem .8rem; margin: 0 0 1rem; }
.bad { color: var(--bad); background: var(--bad-ground); }
.good { background: var(--good-ground); }
.or { display: flex; align-items: center; gap: .75rem; color: var(--soft); margin: 1.25rem 0; }
.or::before, .or::after { content: ""; flex: 1; border-top: 1px solid #8b949e55; }
.links { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 1.25rem 0 0; padding: 0; list-style: none; }
code { overflow-wrap: anywhere; font-size: 1rem; letter-spacing: .06em; user-select: all; }
footer { color: var(--soft); font-size: .8125rem; text-align: center; padding: .25rem; }
`;

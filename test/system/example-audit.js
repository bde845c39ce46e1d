(() => {
  const faults = [];
  const expect = (what, ok) => ok || faults.push(what);
  const visible = (element) => element.checkVisibility({ visibilityProperty: true });
  const all = (selector) => [...document.querySelectorAll(selector)].filter(visible);
  const name = (element) =>
    `${element.tagName.toLowerCase()} "${(element.id || element.textContent).trim().slice(0, 40)}"`;

  // Structure and names
  expect('lang', document.documentElement.lang === 'en');
  expect('exactly one h1', all('h1').length === 1);
  expect('title of the view', document.title.startsWith(all('h1')[0]?.textContent ?? '?'));
  expect('one main', all('main').length === 1);
  const levels = all('h1, h2, h3').map(({ tagName }) => Number(tagName[1]));
  expect(
    'heading levels',
    levels.every((level, index) => level <= (levels[index - 1] ?? 0) + 1),
  );
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
  expect('unique ids', new Set(ids).size === ids.length);
  for (const input of all('input')) {
    expect(`label of ${name(input)}`, input.labels.length === 1 && input.labels[0].textContent.trim() !== '');
    expect(`autocomplete of ${name(input)}`, input.autocomplete !== '');
  }
  for (const control of all('button, a')) {
    expect(
      `name of ${name(control)}`,
      (control.getAttribute('aria-label') ?? control.textContent).trim() !== '',
    );
    expect(`tabindex of ${name(control)}`, control.tabIndex === 0);
  }
  for (const link of all('a')) expect(`address of ${name(link)}`, link.getAttribute('href') !== null);
  for (const image of all('img')) expect(`alt of ${name(image)}`, image.hasAttribute('alt'));
  for (const element of document.querySelectorAll(
    '[aria-labelledby], [aria-describedby], [aria-errormessage]',
  ))
    for (const attribute of ['aria-labelledby', 'aria-describedby', 'aria-errormessage']) {
      const id = element.getAttribute(attribute);
      expect(`${attribute} of ${name(element)}`, id === null || document.getElementById(id) !== null);
    }

  // Size
  expect('no scrolling sideways', document.documentElement.scrollWidth <= innerWidth);
  for (const control of all('button, input, .button')) {
    const { width, height } = control.getBoundingClientRect();
    // WCAG 2.2, 2.5.8; links within text are excepted.
    expect(`size of ${name(control)}`, control.matches('.link, .unseen') || (width >= 24 && height >= 24));
  }

  // Contrast, WCAG 2.2, 1.4.3 and 1.4.11
  const channels = (color) => color.match(/[\d.]+/g).map(Number);
  const luminance = ([red, green, blue]) =>
    [red, green, blue]
      .map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4))
      .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
  const ground = (element) => {
    const color = channels(getComputedStyle(element).backgroundColor);
    return color[3] === 0 ? ground(element.parentElement) : color;
  };
  const contrast = (one, other) => {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const texts = all('body *').filter(
    (element) =>
      element.matches('input') ||
      [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== ''),
  );
  for (const element of texts) {
    const { color, fontSize, fontWeight } = getComputedStyle(element);
    const size = parseFloat(fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(fontWeight) >= 700);
    expect(`contrast of ${name(element)}`, contrast(channels(color), ground(element)) >= (large ? 3 : 4.5));
  }
  for (const input of all('input')) {
    const { borderTopColor } = getComputedStyle(input);
    expect(`edge of ${name(input)}`, contrast(channels(borderTopColor), ground(input.parentElement)) >= 3);
  }
  return faults;
})();

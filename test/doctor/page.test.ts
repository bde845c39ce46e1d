import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checks } from '../../src/doctor/doctor';

it('docs/doctor.md has each check as it is', () => {
  const page = readFileSync(join(__dirname, '..', '..', 'docs', 'doctor.md'), 'utf8');
  const rows = page.split('\n').flatMap((line) => {
    const cells = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
    return /^`[a-z-]+`$/.test(cells[0] ?? '') ? [cells] : [];
  });
  expect(rows).toEqual(checks.map(({ id, severity, why, change }) => [`\`${id}\``, severity, why, change]));
});

import { expect, test } from '@jest/globals';
import { existsSync, globSync, readFileSync } from 'node:fs';

const page = (name: string) => readFileSync(`docs/${name}.md`, 'utf8');
const sectionsUnder = (text: string, heading: string) =>
  [...(text.split(`## ${heading}\n`)[1]?.split(/^## /m)[0] ?? '').matchAll(/^### (.+)$/gm)].map(([, name]) => name);

interface Alert {
  readonly type: string;
  readonly name: string;
}

test('docs/operate.md says of each alert of the template what to do, and of no other', () => {
  const { predictedResources } = JSON.parse(readFileSync('infra/main.prod.snapshot.json', 'utf8')) as {
    predictedResources: Alert[];
  };
  const alerts = predictedResources
    .filter(({ type }) => /\/(scheduledQueryRules|metricAlerts|activityLogAlerts)$/.test(type))
    .map(({ name }) => name.replace('partners-prod-', ''));
  expect(alerts.length).toBeGreaterThan(10);
  expect(sectionsUnder(page('operate'), 'Alerts').sort()).toEqual(alerts.sort());
});

test('every query of infra/queries is an alert', () => {
  const queries = globSync('*.kql', { cwd: 'infra/queries' }).map((file) => file.replace('.kql', ''));
  expect(sectionsUnder(page('operate'), 'Alerts')).toEqual(expect.arrayContaining(queries));
});

test('docs/security.md names for each threat a test that is there', () => {
  const [, table = ''] = page('security').split('## Threats');
  const rows = table.split('\n').filter((line) => line.startsWith('| ') && !/^\| (threat|-)/.test(line));
  expect(rows.length).toBeGreaterThan(10);
  for (const row of rows) {
    const files = [...row.matchAll(/`(test\/[\w/.]+\.ts)`/g)].map(([, file = '']) => file);
    expect(files).not.toEqual([]);
    for (const file of files) expect([file, existsSync(file)]).toEqual([file, true]);
  }
});

test('links between the pages lead to files and sections that are there', () => {
  const pages = ['README.md', ...globSync('docs/*.md')];
  for (const from of pages) {
    const folder = from.includes('/') ? 'docs/' : '';
    for (const [, target = ''] of readFileSync(from, 'utf8').matchAll(/\]\((?!https?:)([^)\s]+)\)/g)) {
      const [file = '', anchor] = target.split('#');
      const path = file === '' ? from : `${folder}${file}`;
      expect([from, target, existsSync(path)]).toEqual([from, target, true]);
      if (anchor === undefined) continue;
      const anchors = [...readFileSync(path, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
        heading
          .toLowerCase()
          .replaceAll(/[^\w -]/g, '')
          .replaceAll(' ', '-'),
      );
      expect([from, target, anchors.includes(anchor)]).toEqual([from, target, true]);
    }
  }
});

test('docs/func-start.md and azure.yaml name commands that package.json has', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  const texts = [page('func-start'), page('deploy'), readFileSync('azure.yaml', 'utf8')];
  const named = texts.flatMap((text) => [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name));
  expect(new Set(named)).toEqual(new Set(['containers', 'register-app', 'check:infra', 'build']));
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining([...new Set(named)]));
});

import { commands, type Command } from './commands.ts';

/** What the page shows. */
export interface PageContent {
  people: { tenant: string; userPrincipalName: string; about: string; token: string }[];
  /** `http://localhost:7071/api/v1` */
  api: string;
  standIn: string;
}

const style = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  table { border-collapse: collapse; width: 100%; }
  th, td { text-align: left; padding: .4rem .6rem; border-bottom: 1px solid #8886; vertical-align: top; }
  td input { width: 12rem; font: .85rem monospace; }
  pre { padding: .8rem; border: 1px solid #8886; border-radius: .3rem; overflow-x: auto; }
  button { font: inherit; }
  #said { position: sticky; top: 0; min-height: 1.5em; background: Canvas; }`;

// Without the clipboard (or without scripts) what is there can be selected and copied by hand.
const script = `
  document.addEventListener('click', async ({ target }) => {
    if (!target.matches('button[data-copies]')) return;
    const source = document.getElementById(target.dataset.copies);
    if (source.select) source.select(); else getSelection().selectAllChildren(source);
    await navigator.clipboard.writeText(source.value ?? source.textContent);
    document.getElementById('said').textContent = target.dataset.said;
  });`;

/** The page as HTML, without outside assets. */
export function renderPage({ people, api, standIn }: PageContent): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Partner customer management, on this machine</title>
<style>${style}
</style>
</head>
<body>
<main>
<h1>Partner customer management, on this machine</h1>
<p>The API answers at <a href="${escape(api)}/health">${escape(api)}</a>;
<a href="${escape(api)}/docs">its reference</a>. Everything here is for development: anybody on this machine gets a token of anybody.</p>
<h2>People</h2>
<p>Each token is good for an hour; load the page again for new ones.</p>
<p id="said" role="status"></p>
<table>
<thead><tr><th scope="col">Tenant</th><th scope="col">Who</th><th scope="col">What</th><th scope="col">Token</th></tr></thead>
<tbody>
${people.map(personRow).join('\n')}
</tbody>
</table>
<h2>To try in a terminal</h2>
<p>Each line works as it stands. The product as a story, from invitation to end: <code>npm run demo</code>.</p>
${commands({ people, api, standIn }).map(commandBlock).join('\n')}
</main>
<script>${script}
</script>
</body>
</html>
`;
}

function personRow({ tenant, userPrincipalName, about, token }: PageContent['people'][number], index: number): string {
  const name = escape(userPrincipalName);
  const field = `<input id="t${index}" aria-label="Token of ${name}" readonly value="${escape(token)}">`;
  const button = copyButton(
    `t${index}`,
    `Copied the token of ${userPrincipalName}.`,
    `Copy the token of ${userPrincipalName}`,
  );
  return `<tr><td>${escape(tenant)}</td><td>${name}</td><td>${escape(about)}</td><td>${field} ${button}</td></tr>`;
}

function commandBlock({ what, line }: Command, index: number): string {
  const name = escape(what);
  const button = copyButton(`c${index}`, `Copied: ${what}.`, `Copy the command: ${what}`);
  return `<h3>${name}</h3>\n<pre><code id="c${index}">${escape(line)}</code></pre>\n${button}`;
}

function copyButton(what: string, said: string, label: string): string {
  return `<button type="button" data-copies="${what}" data-said="${escape(said)}" aria-label="${escape(label)}">Copy</button>`;
}

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

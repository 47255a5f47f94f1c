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
  button { font: inherit; }`;

// Without the clipboard (or without scripts) the token can be copied from its field.
const script = `
  document.addEventListener('click', async ({ target }) => {
    if (!target.matches('button[data-for]')) return;
    const field = document.getElementById(target.dataset.for);
    field.select();
    await navigator.clipboard.writeText(field.value);
    document.getElementById('said').textContent = 'Copied the token of ' + target.dataset.who + '.';
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
${commands({ api, standIn }, people[2] ?? people[0])}
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
  const button = `<button type="button" data-for="t${index}" data-who="${name}" aria-label="Copy the token of ${name}">Copy</button>`;
  return `<tr><td>${escape(tenant)}</td><td>${name}</td><td>${escape(about)}</td><td>${field} ${button}</td></tr>`;
}

function commands(
  { api, standIn }: { api: string; standIn: string },
  person: PageContent['people'][number] | undefined,
): string {
  if (!person) return '';
  const json = "-H 'content-type: application/json'";
  const lines = [
    ['Who am I, with a token from this page', `curl -s -H 'authorization: Bearer ${person.token}' ${api}/me`],
    [
      'A token of somebody, by name',
      `curl -s ${json} -d '{"userPrincipalName":"${person.userPrincipalName}"}' ${standIn}/identity/token`,
    ],
    [
      'Somebody new in the tenant of the operator',
      `curl -s -X PUT ${json} -d '{"displayName":"Zoe","userPrincipalName":"zoe@platform.example"}' ` +
        `${standIn}/control/tenants/0f000000-0000-4000-8000-000000000001/users/0f000000-0000-4000-8001-000000000099`,
    ],
    ['What time it is here', `curl -s ${standIn}/control/clock`],
  ] as const;
  return lines.map(([what, line]) => `<h3>${escape(what)}</h3>\n<pre><code>${escape(line)}</code></pre>`).join('\n');
}

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

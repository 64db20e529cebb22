import type { ExplorerIdentity } from './explorer-identity.ts';
import { texts } from './i18n.ts';
import { descriptionOf, nameOf } from './identity-name.ts';
import { restoreLanguage } from './language-choice.ts';
import { listIdentities } from './sandbox.ts';

/** The line above GraphiQL: the way back, and who asks. */
export async function showBar(bar: HTMLElement, identity: ExplorerIdentity): Promise<void> {
  const t = texts[restoreLanguage()];
  const name = link('/', 'vienkopus');
  name.className = 'name';
  const mark = new Image(28, 28);
  mark.src = '/console/mark.svg';
  mark.alt = '';
  name.prepend(mark);

  const identities = await listIdentities().catch(() => []);
  const select = document.createElement('select');
  select.append(
    new Option(t.askAsNobody, ''),
    ...identities.map((one) => new Option(`${nameOf(one, t)} — ${descriptionOf(one, t)}`, one.as)),
  );
  select.value = identity.as ?? '';
  select.addEventListener('change', () => identity.choose(select.value || null));

  const label = document.createElement('label');
  label.append(t.askAs, select);
  bar.append(name, link('/', t.backToPage), ...(identities.length > 0 ? [label] : []));
}

function link(href: string, text: string): HTMLAnchorElement {
  const anchor = document.createElement('a');
  anchor.href = href;
  anchor.append(text);
  return anchor;
}

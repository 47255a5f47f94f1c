import type { Cast } from './cast.ts';
import { expectSame } from './demoFailure.ts';
import { invite } from './invite.ts';
import type { Stage } from './openStage.ts';

/** What else becomes of invitations: prolonged, taken back, declined. */
export async function tellOtherAnswers(stage: Stage, { nora, litware, liv }: Cast): Promise<void> {
  const { telling } = stage;

  telling.chapter('Other ways that an invitation goes, with Litware');
  const offer = { expiresInDays: 1, scope: { kind: 'allRooms' } };
  telling.says('Nora invites Litware for a day, gives it fourteen, and then takes it all back.');
  const first = await invite(stage, nora, litware, { ...offer, name: 'first invitation' });
  await nora.asks('POST', `/customer/invitations/${first}/resend`, {
    body: { expiresInDays: 14 },
    status: 200,
    short: ({ expiresAt }) => `pending until ${String(expiresAt).slice(0, 10)}`,
  });
  await nora.asks('POST', `/customer/invitations/${first}/cancel`, {
    status: 200,
    short: ({ status }) => String(status),
  });
  telling.says('Liv comes too late.');
  const body = { primaryAdmins: [liv.member] };
  await liv.asks('POST', `/partner/invitations/${first}/accept`, { body, status: 409, code: 'invitationClosed' });
  telling.says("A closed invitation is in nobody's way: Nora invites again. This time Liv declines.");
  const second = await invite(stage, nora, litware, { ...offer, name: 'second invitation' });
  await liv.asks('POST', `/partner/invitations/${second}/decline`, { status: 204 });
  telling.says('Declined is gone for Litware; Northwind keeps a short record.');
  await liv.asks('GET', `/partner/invitations/${second}`, { status: 404, code: 'notFound' });
  const kept = await nora.asks('GET', `/customer/invitations/${second}`, {
    status: 200,
    short: (record) => `${String(record['status'])}: ${Object.keys(record).join(', ')}`,
  });
  expectSame('Whether the record holds the scope', 'scope' in kept.body, false);
}

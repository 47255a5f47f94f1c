import type { Cast } from './cast.ts';
import { expectSame } from './demoFailure.ts';
import type { Stage } from './openStage.ts';
import { termsVersion } from './tellOffer.ts';

/** What else becomes of invitations: prolonged, taken back, declined. */
export async function tellOtherAnswers({ telling }: Stage, { nora, litware, liv }: Cast): Promise<void> {
  telling.chapter('Other ways that an invitation goes, with Litware');
  const invite = async (name: string) => {
    const { body } = await nora.asks('POST', '/customer/invitations', {
      body: {
        partnerDomain: litware.domain,
        expiresInDays: 1,
        scope: { kind: 'allRooms' },
        acceptedTermsVersion: termsVersion,
      },
      status: 201,
      short: ({ status, expiresAt }) => `${String(status)} until ${String(expiresAt).slice(0, 10)}`,
    });
    telling.name(String(body.id), name);
    return String(body.id);
  };
  telling.says('Nora invites Litware for a day, gives it fourteen, and then takes it all back.');
  const first = await invite('first invitation');
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
  const second = await invite('second invitation');
  await liv.asks('POST', `/partner/invitations/${second}/decline`, { status: 204 });
  telling.says('Declined is gone for Litware; Northwind keeps a short record.');
  await liv.asks('GET', `/partner/invitations/${second}`, { status: 404, code: 'notFound' });
  const kept = await nora.asks('GET', `/customer/invitations/${second}`, {
    status: 200,
    short: (record) => `${String(record['status'])}: ${Object.keys(record).join(', ')}`,
  });
  expectSame('Whether the record holds the scope', 'scope' in kept.body, false);
}

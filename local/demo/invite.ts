import type { Actor, Organisation, Stage } from './openStage.ts';

interface Terms {
  /** What the invitation is called from then on. */
  name: string;
  expiresInDays: number;
  scope: object;
}

/** The terms that a customer agrees to when it invites. */
const termsVersion = '2026-11';

/** Has somebody of a customer invite a partner. @returns the invitation's id */
export async function invite(
  { telling }: Stage,
  admin: Actor,
  partner: Organisation,
  { name, expiresInDays, scope }: Terms,
): Promise<string> {
  const { body } = await admin.asks('POST', '/customer/invitations', {
    body: { partnerDomain: partner.domain, expiresInDays, scope, acceptedTermsVersion: termsVersion },
    status: 201,
    short: ({ status, expiresAt }) => `${String(status)} until ${String(expiresAt).slice(0, 10)}`,
  });
  telling.name(String(body.id), name);
  return String(body.id);
}

import { createHash } from 'node:crypto';
import { createCaller, type ApiAnswer, type Caller } from '../support/caller.ts';
import type { StandIn } from './standIn.ts';

/** A company of the campaign. */
export interface Company {
  readonly tenantId: string;
  readonly domain: string;
  /** Its Global Administrator. */
  readonly admin: Caller;
}

/** A partner with those whom it makes Primary admins. */
export interface Partner extends Company {
  /** A user and a group, as an accept names them. */
  readonly primaryAdmins: readonly { readonly type: 'user' | 'group'; readonly id: string }[];
  readonly primaryAdmin: Caller;
  /** Is Primary admin through the group. */
  readonly groupMember: Caller;
}

/** A customer, its one partner, and how often they have got together and parted. */
export interface Pair {
  readonly customer: Company;
  readonly partner: Partner;
  accepts: number;
  ends: number;
}

const globalAdministrator = '62e90394-69f5-4237-9190-012177145e10';
const operator = { userPrincipalName: 'operator@platform.example' };

/** Makes the companies of a campaign, all over HTTP. */
export function companyMaker(api: string, standIn: StandIn) {
  const as = (person: Parameters<StandIn['token']>[0]) => createCaller(api, () => standIn.token(person));

  async function person(tenantId: string, name: string, more: object = {}) {
    const objectId = guid(`${tenantId} ${name}`);
    await standIn.putUser(tenantId, objectId, {
      displayName: name,
      userPrincipalName: `${name}@${tenantId}.example`,
      ...more,
    });
    return { objectId, caller: as({ tenantId, objectId }) };
  }

  async function company(name: string, partner: boolean): Promise<Company> {
    const tenantId = guid(name);
    const domain = `${name}.example`;
    const registration = { displayName: name, defaultDomain: domain, domains: [domain], partner };
    expectStatus(await as(operator).put(`/platform/tenants/${tenantId}`, registration), 201);
    const { caller } = await person(tenantId, 'admin', { wids: [globalAdministrator] });
    return { tenantId, domain, admin: caller };
  }

  return {
    customer: (name: string) => company(name, false),
    async partner(name: string): Promise<Partner> {
      const made = await company(name, true);
      const groupId = guid(`${name} group`);
      await standIn.putGroup(made.tenantId, groupId, { displayName: 'Primary admins' });
      const primaryAdmin = await person(made.tenantId, 'primary');
      const groupMember = await person(made.tenantId, 'member', { memberOf: [groupId] });
      return {
        ...made,
        primaryAdmins: [
          { type: 'user', id: primaryAdmin.objectId },
          { type: 'group', id: groupId },
        ],
        primaryAdmin: primaryAdmin.caller,
        groupMember: groupMember.caller,
      };
    },
  };
}

/** @throws Error when the answer is another one */
export function expectStatus({ status, text }: ApiAnswer, expected: number): void {
  if (status !== expected) throw new Error(`Status ${status} instead of ${expected}: ${text}`);
}

/** The same GUID for the same text, so that a campaign can be run again. */
function guid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

const guid = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const ours = '[a-z]+_[0-9a-z]{26}';
const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`;
const part = `(${guid}|${ours}|${time})`;

/** What a pointer is made of: ids and times, one of them or two beside each other, states, and the type. */
const values = [
  new RegExp(`^${part}([|/]${part})?$`),
  /^(invitationPointer|customerPointer|open|closed|activating|active|suspended|terminating|terminated)$/,
];
const members = /^(id|type|customerId|partnerTenantId|state|place|v|ttl|_ts|_etag|expiresAt|madeAt|sortKey)$/;

/** X5: what of documents under partners' keys is no id, state or time: whatever it is, it is a customer's (R80). */
export function textsOfCustomers(documents: readonly object[]): string[] {
  return documents
    .flatMap((document) => Object.entries(document))
    .flatMap(([member, value]: [string, unknown]) => {
      if (!members.test(member) || (typeof value === 'object' && value !== null))
        return [JSON.stringify({ [member]: value })];
      return typeof value === 'string' && member !== '_etag' && !values.some((one) => one.test(value)) ? [value] : [];
    });
}

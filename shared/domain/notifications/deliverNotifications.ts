import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { Conflict, type Store, type Stored } from '../store.ts';
import { registeredTenantIds } from '../tenants/registeredTenantIds.ts';
import { Tenant, tenantDocumentId } from '../tenants/tenant.ts';
import type { AddressBook } from './addressBook.ts';
import type { Mailer } from './mailer.ts';
import { mailText, Notification, notificationTtlSeconds } from './notification.ts';
import { isStillTold, recipientsOf } from './recipientsOf.ts';

/** Notifications of one run; the others wait for the next. */
const mostPerRun = 200;

/** What can not be delivered is tried again after a minute, then two, four ... an hour, for a day. */
const firstPauseMs = 60_000;
const longestPauseMs = 60 * 60_000;
const givenUpAfterMs = 24 * 60 * 60_000;

interface Delivery {
  readonly store: Store;
  readonly addressBook: AddressBook;
  readonly mailer: Mailer;
  readonly clock: Clock;
  readonly operatorTenantId: string;
  readonly report: (error: unknown, where: Record<string, string>) => void;
}

/** Delivers what is due, of all tenants, one after the other: each mail at least once, with an id that says which it is. */
export async function deliverNotifications(delivery: Delivery): Promise<{ delivered: number; failed: number }> {
  const outcome = { delivered: 0, failed: 0 };
  for (const { tenantId, id } of await dueNotifications(delivery)) {
    try {
      if (await deliver(id, tenantId, delivery)) outcome.delivered++;
    } catch (error) {
      // Another run has it.
      if (error instanceof Conflict) continue;
      outcome.failed++;
      delivery.report(error, { notification: id, customer: tenantId });
    }
  }
  return outcome;
}

const Due = Notification.pick({ id: true, type: true });

/** Asked of the tenants on the operator's list, by name: no query goes over all partitions. */
async function dueNotifications({ store, clock, operatorTenantId }: Delivery) {
  const due: { tenantId: string; id: string }[] = [];
  for await (const tenantIds of registeredTenantIds(store, operatorTenantId)) {
    const rows = await store.listAcross(Due, [{ tenantIds, where: [] }], {
      where: [
        { member: 'state', oneOf: ['pending'] },
        { member: 'nextAttemptAt', atMost: clock.now().toISOString() },
      ],
      orderBy: 'id',
      top: mostPerRun - due.length,
    });
    due.push(...rows.map(({ tenantId, key }) => ({ tenantId, id: key })));
    if (due.length >= mostPerRun) break;
  }
  return due;
}

/**
 * One attempt at one notification. It is put off before anything is sent, so that of two runs one does it, and a crash
 * leaves it to a later attempt.
 * @returns whether all is sent
 */
async function deliver(id: string, customerId: string, delivery: Delivery): Promise<boolean> {
  const { store, clock, report } = delivery;
  const now = clock.now();
  const partition = store.tenant(customerId);
  const found = await partition.read(Notification, id);
  if (found?.state !== 'pending' || found.nextAttemptAt > now.toISOString()) return false;
  const attempts = found.attempts + 1;
  const pauseMs = Math.min(firstPauseMs * 2 ** found.attempts, longestPauseMs);
  const nextAttemptAt = new Date(now.getTime() + pauseMs).toISOString();
  await partition.commit([put({ ...found, attempts, nextAttemptAt })]);

  const { sent, failures } = await sendAll(found, customerId, now, delivery);
  const after = await partition.read(Notification, id);
  if (!after) return true;
  if (failures.length === 0) {
    await partition.commit([{ remove: after }]);
    return true;
  }
  const givenUp = now.getTime() - Date.parse(found.at) >= givenUpAfterMs;
  await partition.commit([put({ ...after, sent, state: givenUp ? 'givenUp' : 'pending' })]);
  report(new AggregateError(failures, `A notification ${givenUp ? 'is given up' : 'is tried again later'}.`), {
    notification: id,
    customer: customerId,
  });
  return false;
}

const put = (notification: Stored<Notification>) => ({ replace: notification, ttlSeconds: notificationTtlSeconds });

async function sendAll(notification: Notification, customerId: string, now: Date, delivery: Delivery) {
  const { store, addressBook, mailer } = delivery;
  const { recipients, failures: unknown } = await recipientsOf(notification, customerId, { store, addressBook, now });
  const tenant = await store.tenant(customerId).read(Tenant, tenantDocumentId);
  const subject = mailText(notification);
  const text = `${subject}.\n\nCustomer: ${tenant?.displayName ?? customerId}\n\nSign in to see it.\n`;
  const sent = new Set(notification.sent);
  const failures = [...unknown];
  for (const { address: to, partnerId } of recipients) {
    const mailId = mailIdOf(notification.id, to);
    if (sent.has(mailId)) continue;
    try {
      // Sending to all takes its time, and an end may come in between.
      if (partnerId !== undefined && !(await isStillTold(customerId, partnerId, store))) continue;
      await mailer.send({ id: mailId, to, customerId, subject, text });
      sent.add(mailId);
    } catch (error) {
      failures.push(error);
    }
  }
  return { sent: [...sent], failures };
}

/** The same GUID for the same notification to the same address. */
function mailIdOf(notificationId: string, to: string): string {
  const hex = createHash('sha256').update(`${notificationId}\n${to.toLowerCase()}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

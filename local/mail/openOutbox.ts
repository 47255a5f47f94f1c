import { jsonJournal } from '../journal/journalKind.ts';
import { openJournal } from '../journal/openJournal.ts';

/** An e-mail as the product hands it over. */
interface SentMail {
  readonly id: string;
  readonly to: string;
  readonly customerId: string;
  readonly subject: string;
}

/** What was sent, for people and tests to look at. */
interface OutboxEntry {
  readonly at: string;
  readonly to: string;
  readonly customerId: string;
  readonly subject: string;
}

/** Stands in for the mail service: keeps what is sent, each mail once, by its id. */
export interface Outbox {
  send(mail: SentMail): Promise<void>;
  list(): OutboxEntry[];
  close(): Promise<void>;
}

type Entry = OutboxEntry & { readonly id: string };
export const outboxJournal = jsonJournal<Entry>('outbox');

/** Opens the outbox kept in `file`; without one it is kept in memory only. */
export function openOutbox({ file, now }: { file: string | undefined; now: () => Date }): Outbox {
  const mails = new Map<string, Entry>();
  const journal = openJournal({ file, kind: outboxJournal, replay: (mail) => void mails.set(mail.id, mail) });
  return {
    async send({ id, to, customerId, subject }) {
      if (!mails.has(id)) {
        const entry = { id, at: now().toISOString(), to, customerId, subject };
        mails.set(id, entry);
        await journal.append(entry);
      }
      await journal.flushed();
    },
    list: () => [...mails.values()].map(({ at, to, customerId, subject }) => ({ at, to, customerId, subject })),
    close: () => journal.close(),
  };
}

/** One e-mail to one address. */
interface Mail {
  /** A GUID. The same mail that is sent again has the same one, so that whoever sends can tell. */
  readonly id: string;
  readonly to: string;
  /** Whose customer it is about. */
  readonly customerId: string;
  readonly subject: string;
  readonly text: string;
}

/** What sends e-mail: the port; `shared/mail` has the adapter. */
export interface Mailer {
  /** Resolves once the mail is taken. @throws Error when it was not, or may not have been: it is sent again */
  send(mail: Mail): Promise<void>;
}

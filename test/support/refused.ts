/** A refusal, for `toMatchObject`: status and code, as the answer and its body say them. */
export const refused = (status: number, code: string) => ({ status, body: { status, code } });

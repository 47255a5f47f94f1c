/** Why a start is refused, in one sentence for whoever started it. */
export class StartRefusal extends Error {
  override name = 'StartRefusal';
}

import { entityTag } from '../entityTag.ts';
import { stateAt, type ChangeRequest, type ChangeRequestOutput } from './changeRequest.ts';

/** A change request as both sides see it; that it has expired is no new version of it. */
export const changeRequestOutput = (request: ChangeRequest, now: Date): ChangeRequestOutput => ({
  ...request,
  state: stateAt(request, now),
  etag: entityTag(request),
});

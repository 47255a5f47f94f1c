import { callCast } from './cast.ts';
import type { Telling } from './createTelling.ts';
import { openStage } from './openStage.ts';
import { tellAcceptance } from './tellAcceptance.ts';
import { tellAllCustomers } from './tellAllCustomers.ts';
import { tellAudit } from './tellAudit.ts';
import { tellDelegation } from './tellDelegation.ts';
import { tellEnd } from './tellEnd.ts';
import { tellMonitoring } from './tellMonitoring.ts';
import { tellOffer } from './tellOffer.ts';
import { tellOtherAnswers } from './tellOtherAnswers.ts';
import { tellReportedIssue } from './tellReportedIssue.ts';
import { tellSecondCustomer } from './tellSecondCustomer.ts';
import { tellSuspension } from './tellSuspension.ts';
import { tellWaitingChange } from './tellWaitingChange.ts';

/**
 * Tells what the product is for as a story, played on a running product with organisations made for it.
 *
 * @throws DemoFailure at the first thing that is not as the story says
 */
export async function runDemo(addresses: { api: string; standIn: string }, telling: Telling): Promise<void> {
  const stage = await openStage(addresses, telling);
  const cast = await callCast(stage);
  telling.says(
    "A customer lets a partner company run some of its meeting rooms. The partner's people sign in with their",
  );
  telling.says('own accounts, manage exactly those rooms with exactly the permissions that they were given, and the');
  telling.says('customer can end it at any moment. Names in braces stand for ids; all of them are new in every run.');
  const offer = await tellOffer(stage, cast);
  await tellAcceptance(stage, cast, offer);
  await tellDelegation(stage, cast, offer);
  await tellMonitoring(stage, cast, offer);
  await tellReportedIssue(stage, cast, offer);
  const second = await tellSecondCustomer(stage, cast);
  await tellAllCustomers(stage, cast, offer, second);
  await tellOtherAnswers(stage, cast);
  await tellSuspension(stage, cast);
  await tellWaitingChange(stage, cast, offer);
  await tellAudit(stage, cast);
  await tellEnd(stage, cast, offer);
}

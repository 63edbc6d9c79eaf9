// Ids in Stripe's forms. Random, because a checkout URL must not be guessable and because an id
// means one thing for ever: two sandboxes never give out the same.
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

function letters(length: number): string {
  return [...crypto.getRandomValues(new Uint8Array(length))]
    .map((byte) => LETTERS[byte % LETTERS.length])
    .join("");
}

export const newCustomerId = (): string => `cus_${letters(14)}`;
export const newSessionId = (): string => `cs_test_a1${letters(56)}`;
export const newSubscriptionId = (): string => `sub_1${letters(23)}`;
export const newItemId = (): string => `si_${letters(14)}`;
export const newInvoiceId = (): string => `in_1${letters(23)}`;
export const newLineId = (): string => `il_1${letters(23)}`;
export const newInvoicePaymentId = (): string => `inpay_1${letters(23)}`;
export const newPaymentIntentId = (): string => `pi_3${letters(23)}`;
export const newPaymentMethodId = (): string => `pm_1${letters(23)}`;
export const newChargeId = (): string => `ch_3${letters(23)}`;
export const newRefundId = (): string => `re_3${letters(23)}`;
export const newDisputeId = (): string => `du_1${letters(23)}`;
export const newPortalSessionId = (): string => `bps_1${letters(23)}`;
export const newEventId = (): string => `evt_1${letters(23)}`;
export const newRequestId = (): string => `req_${letters(14)}`;

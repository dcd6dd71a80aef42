const DAYS_A_WEEK = 7;
const DAYS_A_MONTH = 30;

/** How often something happens, in the largest unit of time that makes it one or more: `3 a day`, `2 a week`. */
export function sayPerDay(perDay: number): string {
  if (perDay === 0) return 'none';
  if (perDay >= 1) return `${round(perDay)} a day`;
  if (perDay * DAYS_A_WEEK >= 1) return `${round(perDay * DAYS_A_WEEK)} a week`;
  return `${round(perDay * DAYS_A_MONTH)} a month`;
}

function round(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 1 : 0 });
}

/** What the page says about whom one calls: the words that an operator changes. */

export const site = {
  company: 'Northwind Fibre',
  headline: 'Talk to us.',
  introduction:
    'A call in your browser, answered at once. Ask in your own words; sales and technical support are on the line.',
  examples: ['What does the pro plan cost?', 'My router keeps losing the connection.', 'Can I keep my phone number?'],
} as const;

// Many mailboxes: a router that reads each by POP3 and sends for all by one account, and an export that knows them.

const padded = (number, digits) => String(number).padStart(digits, "0");
const owner = (number) => `5d1c22d4-0f4b-4a57-8a3e-${padded(number, 12)}`;
const numbers = (mailboxes) => Array.from({ length: mailboxes }, (_, number) => number);
const crm = "<CrmServerUrl>https://crm.fabrikam.com/Fabrikam</CrmServerUrl>";

/** The address of a mailbox. */
export const address = (number) => `given.surname${padded(number, 6)}@fabrikam.com`;

/** The router's agent file. */
export const agent = (mailboxes) =>
  `<?xml version="1.0" encoding="utf-8"?>\n<Configuration>\n${numbers(mailboxes)
    .map(
      (number) =>
        `<ProviderConfiguration>\n${crm}\n<EmailAddress>${address(number)}</EmailAddress>\n<EmailProtocol>POP3</EmailProtocol>\n<ServerLocation>pop3.fabrikam.com</ServerLocation>\n<Port>995</Port>\n<UseSsl>1</UseSsl>\n<AccessType>User Specified</AccessType>\n<UserName>${address(number)}</UserName>\n<Password>secret</Password>\n</ProviderConfiguration>\n`,
    )
    .join("")}<ProviderConfiguration>\n${crm}\n<EmailProtocol>SMTP</EmailProtocol>\n<ServerLocation>smtp.fabrikam.com</ServerLocation>\n<Port>587</Port>\n<UseSsl>1</UseSsl>\n<AccessType>Other Specified</AccessType>\n<UserName>crm-reader@fabrikam.com</UserName>\n<Password>secret</Password>\n${numbers(mailboxes)
    .map((number) => `<UserId>${owner(number)}</UserId>\n`)
    .join("")}</ProviderConfiguration>\n</Configuration>\n`;

/** The organization's export. */
export const exported = (mailboxes) =>
  `mailboxid,emailaddress,_regardingobjectid_value,incomingemaildeliverymethod,emailrouteraccessapproval\n${numbers(mailboxes)
    .map((number) => `9a8b7c6d-0000-4000-8000-${padded(number, 12)},${address(number)},${owner(number)},2,2\n`)
    .join("")}`;

// What somebody would write who had only the browser: DOMParser, and the fields that plans are made of.

/** Puts DOMParser, alone and with the extraction, where `round` of job.js finds them; refers to nothing outside itself. */
export function defineDom() {
  const parse = (text) => new DOMParser().parseFromString(text, "application/xml");

  // Spellings by field, and the fields that make a profile: as in docs/tags.md.
  const fields = {
    crm_server_url: "CrmServerUrl",
    email_address: "EmailAddress",
    user_id: "UserId",
    queue_id: "QueueId",
    email_auth_mode: "EmailAuthMode AuthenticationType AuthType",
    threshold: "ThresholdDateTime ThresholdDate",
    delete_emails: "DeleteEmails",
    move_emails: "MoveEmails",
    is_forward_mailbox: "IsForwardMailbox",
    last_error: "LastError",
    profile_name: "ProfileName Name",
    direction: "Direction",
    provider_class: "ProviderClass ProviderClassName ClassName",
    protocol: "Protocol EmailProtocol",
    server_type: "EmailServerType ServerType",
    server: "EmailServer EmailServerUrl ServerUrl ServerLocation EmailServerName Server",
    port: "EmailPort EmailServerPort Port",
    ssl: "EmailUseSsl EmailSsl UseSsl Ssl EnableSsl",
    credential_kind: "CredentialType AccessType CredentialKind EmailCredentialType AccessCredentials",
    user: "EmailUser EmailUserName UserName User",
    password: "EmailPassword Password",
  };
  const ofProfiles =
    "crm_server_url email_auth_mode delete_emails move_emails profile_name direction provider_class protocol server_type server port ssl credential_kind";
  const field = new Map(
    Object.entries(fields).flatMap(([name, spellings]) =>
      spellings.split(" ").map((spelling) => [spelling.toLowerCase(), name]),
    ),
  );

  function provider(element) {
    const found = { owners: [], unknown: [] };
    for (const child of element.children) {
      const name = field.get(child.localName.toLowerCase());
      const value = child.textContent.trim();
      if (name === "user_id" || name === "queue_id") found.owners.push(value.toLowerCase());
      else if (name === "password") found.password = true;
      else if (name) found[name] = value;
      else found.unknown.push([child.localName, value]);
    }
    return found;
  }

  /** Profiles with their mailboxes, and the last time of each mailbox. */
  function extract(documents) {
    const profiles = new Map();
    const heard = new Map();
    for (const { documentElement: root } of documents) {
      for (const element of root.children) {
        if (root.localName === "SystemState") {
          const entry = provider(element);
          heard.set(entry.email_address.toLowerCase(), [entry.threshold, entry.last_error]);
        } else if (element.localName === "ProviderConfiguration") {
          const found = provider(element);
          const key = JSON.stringify(ofProfiles.split(" ").map((name) => found[name]));
          if (!profiles.has(key)) profiles.set(key, []);
          profiles.get(key).push(found);
        }
      }
    }
    return { profiles, heard };
  }

  globalThis.others = {
    "DOMParser alone": (texts) => texts.map(parse).length,
    "DOMParser and extraction": (texts) => extract(texts.map(parse)).heard.size,
  };
}

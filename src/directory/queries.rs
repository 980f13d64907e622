//! Queries to copy: what brings the two exports out of an organization.
//!
//! The page shows them, `docs/directory.md` holds them, and tests compare them with the columns.

use super::columns::TableKind;

/// Stands for the organization's URL in the queries; see [`Query::text_for`].
pub const ORGANIZATION: &str = "https://ORGANIZATION";

/// A way to export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// An address for the browser or a REST client; the answer is saved as JSON.
    WebApi,
    /// FetchXML, for a tool that takes it.
    FetchXml,
    /// Lines for Windows PowerShell with the module Microsoft.Xrm.Data.PowerShell.
    PowerShell,
}

/// One query to copy.
#[derive(Debug, Clone, Copy)]
pub struct Query {
    /// The way.
    pub way: Way,
    /// What it exports; `None`: both tables.
    pub kind: Option<TableKind>,
    /// A heading for it.
    pub title: &'static str,
    /// How it is used, in plain sentences.
    pub steps: &'static str,
    /// The text to copy, with [`ORGANIZATION`] in it.
    text: &'static str,
}

impl Query {
    /// The text to copy for an organization; without a URL, [`ORGANIZATION`] stands in its place.
    pub fn text_for(&self, url: Option<&str>) -> String {
        match url
            .map(|url| url.trim_end_matches('/'))
            .filter(|url| !url.is_empty())
        {
            Some(url) if url.contains("://") => self.text.replace(ORGANIZATION, url),
            Some(host) => self.text.replace(ORGANIZATION, &format!("https://{host}")),
            None => self.text.to_owned(),
        }
    }
}

macro_rules! fetch_mailboxes {
    () => {
        r#"<fetch>
  <entity name="mailbox">
    <attribute name="mailboxid" />
    <attribute name="name" />
    <attribute name="emailaddress" />
    <attribute name="regardingobjectid" />
    <attribute name="isforwardmailbox" />
    <attribute name="emailserverprofile" />
    <attribute name="incomingemaildeliverymethod" />
    <attribute name="outgoingemaildeliverymethod" />
    <attribute name="actdeliverymethod" />
    <attribute name="emailrouteraccessapproval" />
    <attribute name="mailboxstatus" />
    <attribute name="processemailreceivedafter" />
    <attribute name="username" />
    <attribute name="orgmarkedasprimaryforexchangesync" />
    <attribute name="statecode" />
    <order attribute="mailboxid" />
    <link-entity name="systemuser" from="systemuserid" to="regardingobjectid" link-type="outer" alias="user">
      <attribute name="systemuserid" />
    </link-entity>
    <link-entity name="queue" from="queueid" to="regardingobjectid" link-type="outer" alias="queue">
      <attribute name="queueid" />
    </link-entity>
  </entity>
</fetch>
"#
    };
}

macro_rules! fetch_profiles {
    () => {
        r#"<fetch>
  <entity name="emailserverprofile">
    <attribute name="emailserverprofileid" />
    <attribute name="name" />
    <attribute name="servertype" />
    <attribute name="incomingcredentialretrieval" />
    <attribute name="outgoingcredentialretrieval" />
    <attribute name="processemailsreceivedafter" />
    <attribute name="statecode" />
    <order attribute="emailserverprofileid" />
  </entity>
</fetch>
"#
    };
}

const WEB_API_STEPS: &str = "Open the address while you are signed in, and save the answer as a file. If it ends with `@odata.nextLink`, open that address too and save that answer as well. A REST client can also send the header `Prefer: odata.include-annotations=\"*\"`; the answer then tells users from queues, and names the profiles. For an organization of version 8, write `v8.2` instead of `v9.0`.";
const FETCH_STEPS: &str = "Run it in a tool that takes FetchXML, and save the result as CSV, Excel or JSON. A page holds at most 5,000 rows; if the tool does not turn pages by itself, run it again with `<fetch page=\"2\">`, and so on.";

/// All queries, in the order in which they are offered.
pub static QUERIES: [Query; 5] = [
    Query {
        way: Way::WebApi,
        kind: Some(TableKind::Mailboxes),
        title: "Mailboxes, by the Web API",
        steps: WEB_API_STEPS,
        text: "https://ORGANIZATION/api/data/v9.0/mailboxes?$select=mailboxid,name,emailaddress,_regardingobjectid_value,isforwardmailbox,_emailserverprofile_value,incomingemaildeliverymethod,outgoingemaildeliverymethod,actdeliverymethod,emailrouteraccessapproval,mailboxstatus,processemailreceivedafter,username,orgmarkedasprimaryforexchangesync,statecode&$orderby=mailboxid\n",
    },
    Query {
        way: Way::WebApi,
        kind: Some(TableKind::Profiles),
        title: "Email server profiles, by the Web API",
        steps: WEB_API_STEPS,
        text: "https://ORGANIZATION/api/data/v9.0/emailserverprofiles?$select=emailserverprofileid,name,servertype,incomingcredentialretrieval,outgoingcredentialretrieval,processemailsreceivedafter,statecode&$orderby=emailserverprofileid\n",
    },
    Query {
        way: Way::FetchXml,
        kind: Some(TableKind::Mailboxes),
        title: "Mailboxes, by FetchXML",
        steps: FETCH_STEPS,
        text: fetch_mailboxes!(),
    },
    Query {
        way: Way::FetchXml,
        kind: Some(TableKind::Profiles),
        title: "Email server profiles, by FetchXML",
        steps: FETCH_STEPS,
        text: fetch_profiles!(),
    },
    Query {
        way: Way::PowerShell,
        kind: None,
        title: "Both, by PowerShell",
        steps: "Run the lines in Windows PowerShell as a person who may read mailboxes and email server profiles. They need the module Microsoft.Xrm.Data.PowerShell, turn the pages by themselves, and write `mailboxes.csv` and `profiles.csv` into the folder you are in. On-premises, replace the second line by `$conn = Connect-CrmOnPremDiscovery -InteractiveMode`.",
        text: concat!(
            "Import-Module Microsoft.Xrm.Data.PowerShell\n",
            "$conn = Connect-CrmOnline -ServerUrl 'https://ORGANIZATION' -ForceOAuth\n",
            "function Get-Rows([string]$Fetch, [string[]]$Columns) {\n",
            "  (Get-CrmRecordsByFetch -conn $conn -Fetch $Fetch -AllRows).CrmRecords | ForEach-Object {\n",
            "    $record = $_\n",
            "    $row = [ordered]@{}\n",
            "    foreach ($column in $Columns) {\n",
            "      $property = $record.PSObject.Properties[\"${column}_Property\"]\n",
            "      $value = if ($property) { $property.Value.Value } else { $record.$column }\n",
            "      if ($value -is [Microsoft.Xrm.Sdk.AliasedValue]) { $value = $value.Value }\n",
            "      if ($value -is [Microsoft.Xrm.Sdk.EntityReference]) { $row[\"${column}name\"] = $value.Name; $value = $value.Id }\n",
            "      elseif ($column -in 'regardingobjectid', 'emailserverprofile') { $row[\"${column}name\"] = '' }\n",
            "      if ($value -is [Microsoft.Xrm.Sdk.OptionSetValue]) { $value = $value.Value }\n",
            "      if ($value -is [datetime]) { $value = $value.ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ssZ') }\n",
            "      $row[$column] = $value\n",
            "    }\n",
            "    [pscustomobject]$row\n",
            "  }\n",
            "}\n",
            "$mailboxes = @'\n",
            fetch_mailboxes!(),
            "'@\n",
            "$profiles = @'\n",
            fetch_profiles!(),
            "'@\n",
            "Get-Rows $mailboxes @('mailboxid', 'name', 'emailaddress', 'regardingobjectid', 'user.systemuserid', 'queue.queueid', 'isforwardmailbox', 'emailserverprofile', 'incomingemaildeliverymethod', 'outgoingemaildeliverymethod', 'actdeliverymethod', 'emailrouteraccessapproval', 'mailboxstatus', 'processemailreceivedafter', 'username', 'orgmarkedasprimaryforexchangesync', 'statecode') | Export-Csv -Path mailboxes.csv -NoTypeInformation -Encoding UTF8\n",
            "Get-Rows $profiles @('emailserverprofileid', 'name', 'servertype', 'incomingcredentialretrieval', 'outgoingcredentialretrieval', 'processemailsreceivedafter', 'statecode') | Export-Csv -Path profiles.csv -NoTypeInformation -Encoding UTF8\n",
        ),
    },
];

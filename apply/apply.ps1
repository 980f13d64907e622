<#
.SYNOPSIS
    Carries out a migration plan from the Email Router to server-side synchronization.

.DESCRIPTION
    This script is the same for every plan. What it does stands in operations.json beside it, one
    operation a line, in order. It changes nothing that is not in that file, never changes a profile
    that was there before, and can be run again at any time: what is done already is left alone.

    Before the first change of a row, its values are noted in the log; rollback.ps1 restores them.
    Passwords are asked for on the screen and are never stored.

    Needs Windows PowerShell 5.1 and the module Microsoft.Xrm.Data.PowerShell 2.8.21 or later.

.PARAMETER ServerUrl
    Address of the organization. It has to be the one of the plan.
.PARAMETER Operations
    The operations.json of the plan.
.PARAMETER Stage
    What is done: Check, Profiles, Mailboxes, Approve, Credentials, Test, Dates, Switch. Only Check
    unless you say more.
.PARAMETER Wave
    Does this wave only. Without it every wave whose time has come is done.
.PARAMETER Log
    The log. Keep it: rollback.ps1 needs it, and a later run goes on from it.
.PARAMETER OrganizationName
    Unique name of the organization, on-premises only.
.PARAMETER Credential
    Account to sign in with. Without it you are asked.
.PARAMETER RoutersStopped
    You have stopped the Email Router services. Dates and Switch need that.
.PARAMETER Force
    Switches although mailboxes would stay behind. They are listed first.
.PARAMETER Patience
    Minutes to wait for the tests of a wave.

.EXAMPLE
    .\apply.ps1 -ServerUrl https://contoso.crm4.dynamics.com -Stage Check
.EXAMPLE
    .\apply.ps1 -ServerUrl https://contoso.crm4.dynamics.com -Stage Profiles,Mailboxes,Approve,Credentials,Test -Wave 1 -WhatIf
#>
[CmdletBinding(SupportsShouldProcess = $true)]
param(
    [Parameter(Mandatory = $true)]
    [string] $ServerUrl,
    [string] $Operations = 'operations.json',
    [ValidateSet('Check', 'Profiles', 'Mailboxes', 'Approve', 'Credentials', 'Test', 'Dates', 'Switch')]
    [string[]] $Stage = @('Check'),
    [int] $Wave = 0,
    [string] $Log = 'reroute-log.jsonl',
    [string] $OrganizationName = '',
    [System.Management.Automation.PSCredential] $Credential,
    [switch] $RoutersStopped,
    [switch] $Force,
    [int] $Patience = 30
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

# --- What columns are ---------------------------------------------------------------------------

$Choices = @(
    'servertype', 'incomingauthenticationprotocol', 'outgoingauthenticationprotocol',
    'incomingcredentialretrieval', 'outgoingcredentialretrieval', 'exchangeversion', 'serverauthority',
    'incomingemaildeliverymethod', 'outgoingemaildeliverymethod', 'actdeliverymethod',
    'emailrouteraccessapproval', 'emailconnectionchannel'
)
$Times = @('processemailsreceivedafter', 'processemailreceivedafter')
$Directions = @('incomingemaildeliverymethod', 'outgoingemaildeliverymethod')

# What is noted of a mailbox before its first change.
$Noted = @(
    'emailserverprofile', 'incomingemaildeliverymethod', 'outgoingemaildeliverymethod',
    'actdeliverymethod', 'allowemailconnectortousecredentials', 'username', 'processanddeleteemails',
    'processemailreceivedafter', 'orgmarkedasprimaryforexchangesync'
)
$MailboxColumns = $Noted + @(
    'mailboxid', 'emailaddress', 'regardingobjectid', 'isforwardmailbox', 'mailboxstatus',
    'emailrouteraccessapproval', 'testemailconfigurationscheduled'
)

# --- Reading ------------------------------------------------------------------------------------

function Read-Operations([string] $Path) {
    # ConvertFrom-Json refuses large files in some versions; this reader takes them.
    Add-Type -AssemblyName System.Web.Extensions
    $reader = New-Object System.Web.Script.Serialization.JavaScriptSerializer
    $reader.MaxJsonLength = [int]::MaxValue
    $file = $reader.DeserializeObject([System.IO.File]::ReadAllText((Resolve-Path -LiteralPath $Path).ProviderPath))
    if ($file['format'] -ne 'reroute-operations/1') {
        throw "$Path is not a file of operations that this script knows."
    }
    return $file
}

function Read-Log([string] $Path) {
    if (-not (Test-Path -LiteralPath $Path)) { return }
    foreach ($line in [System.IO.File]::ReadAllLines($Path)) {
        # The last line is torn when the power went while it was written. What it announced was not done.
        try { $note = ConvertFrom-Json -InputObject $line }
        catch { Write-Warning "A line of $Path cannot be read and is skipped."; continue }
        Save-Note $note
    }
}

function Add-Note([hashtable] $Note) {
    # What is going to be done is noted first, so that nothing is ever done without a note.
    $Note['plan'] = $Plan['plan']
    $Note['time'] = Format-Time ([datetime]::UtcNow)
    $line = ConvertTo-Json -InputObject $Note -Compress -Depth 5
    [System.IO.File]::AppendAllText($LogPath, $line + "`n", (New-Object System.Text.UTF8Encoding $false))
    Save-Note (ConvertFrom-Json -InputObject $line)
}

# The first note of a kind about a row of this plan counts.
function Save-Note($Note) {
    [void] $Notes.Add($Note)
    $name = "$($Note.plan)|$($Note.note)|$($Note.id)"
    if (-not $FirstNotes.ContainsKey($name)) { $FirstNotes[$name] = $Note }
}

function Get-Note([string] $Kind, [string] $Id) {
    return $FirstNotes["$($Plan['plan'])|$Kind|$Id"]
}

function Get-Rows([string] $Table, [string[]] $Columns, [string] $Filter) {
    $attributes = ($Columns | ForEach-Object { "<attribute name='$_'/>" }) -join ''
    $fetch = "<fetch><entity name='$Table'>$attributes$Filter</entity></fetch>"
    $answer = Get-CrmRecordsByFetch -conn $Connection -Fetch $fetch -AllRows
    return @($answer.CrmRecords | Where-Object { $null -ne $_ })
}

# A column's value as text, however the module wraps it; nothing for an empty column.
function Get-Value($Row, [string] $Column) {
    $property = $Row.PSObject.Properties[$Column + '_Property']
    if ($null -eq $property -or $null -eq $property.Value -or $null -eq $property.Value.Value) { return $null }
    return Get-Text $Column $property.Value.Value
}

function Get-Text([string] $Column, $Value) {
    if ($null -eq $Value) { return $null }
    switch ($Value.GetType().Name) {
        'OptionSetValue' { return [string] $Value.Value }
        'EntityReference' { return $Value.Id.ToString() }
        'Boolean' { return $Value.ToString().ToLowerInvariant() }
        'DateTime' {
            if ($Value.Kind -eq 'Local') { $Value = $Value.ToUniversalTime() }
            return Format-Time $Value
        }
    }
    if ($Times -contains $Column) { return Get-Text $Column (Get-Time $Value) }
    return [string] $Value
}

function Format-Time([datetime] $Time) {
    return $Time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", [System.Globalization.CultureInfo]::InvariantCulture)
}

function Get-Time([string] $Text) {
    $styles = [System.Globalization.DateTimeStyles]'AdjustToUniversal, AssumeUniversal'
    return [datetime]::Parse($Text, [System.Globalization.CultureInfo]::InvariantCulture, $styles)
}

# --- Finding ------------------------------------------------------------------------------------

function Get-Key([string] $Text) {
    if ([string]::IsNullOrEmpty($Text)) { return '' }
    return $Text.Trim('{', '}', ' ').ToLowerInvariant()
}

function Add-Place([hashtable] $Places, [string] $Key, $Row) {
    if ($Key -ne '') {
        if (-not $Places.ContainsKey($Key)) { $Places[$Key] = New-Object System.Collections.ArrayList }
        [void] $Places[$Key].Add($Row)
    }
}

# Finds every mailbox of the plan: by id, else by owner, else by address.
function Find-Mailboxes {
    Read-Mailboxes
    $byId = @{}; $byOwner = @{}; $byAddress = @{}
    foreach ($row in $AllMailboxes) {
        Add-Place $byId (Get-Key (Get-Value $row 'mailboxid')) $row
        Add-Place $byOwner (Get-Key (Get-Value $row 'regardingobjectid')) $row
        Add-Place $byAddress ((Get-Key (Get-Value $row 'emailaddress')) + '|' + (Get-Value $row 'isforwardmailbox')) $row
    }
    foreach ($keys in $Plan['mailboxes']) {
        if ($null -ne $keys['mailboxid']) { $rows = $byId[(Get-Key $keys['mailboxid'])] }
        elseif ($null -ne $keys['owner']) { $rows = $byOwner[(Get-Key $keys['owner']['id'])] }
        else { $rows = $byAddress[(Get-Key $keys['address']) + '|' + ([string] $keys['forward']).ToLowerInvariant()] }
        $rows = @($rows | Where-Object { $null -ne $_ })
        $Found[$keys['key']] = @{ Keys = $keys; Count = $rows.Count; Id = $null; Disagree = $null }
        if ($rows.Count -eq 1) { $Found[$keys['key']].Id = Get-Key (Get-Value $rows[0] 'mailboxid') }
    }
    Compare-Halves
}

# A direction that one row of the plan proves goes before the answer None of another row that turns out
# to be the same mailbox. That None is not written.
function Join-Halves {
    $proven = @{}
    foreach ($operation in $Plan['operations']) {
        if ($operation['op'] -ne 'update-mailbox') { continue }
        $id = $Found[$operation['target']['key']].Id
        foreach ($column in $Directions) {
            if ($null -eq $id -or -not $operation['set'].ContainsKey($column)) { continue }
            if ([string] $operation['set'][$column] -eq '2') { $proven["$id|$column"] = $true }
        }
    }
    foreach ($operation in $Plan['operations']) {
        if ($operation['op'] -ne 'update-mailbox') { continue }
        $id = $Found[$operation['target']['key']].Id
        foreach ($column in $Directions) {
            if (-not $proven.ContainsKey("$id|$column") -or -not $operation['set'].ContainsKey($column)) { continue }
            if ([string] $operation['set'][$column] -eq '0') { [void] $operation['set'].Remove($column) }
        }
    }
}

# Two rows of the plan may turn out to be one mailbox. They have to say the same.
function Compare-Halves {
    Join-Halves
    $said = @{}; $first = @{}
    foreach ($operation in $Plan['operations']) {
        if ($operation['op'] -ne 'update-mailbox') { continue }
        $key = $operation['target']['key']
        $id = $Found[$key].Id
        if ($null -eq $id) { continue }
        if (-not $said.ContainsKey($id)) { $said[$id] = @{}; $first[$id] = New-Object System.Collections.ArrayList }
        [void] $first[$id].Add($key)
        foreach ($column in $operation['set'].Keys) {
            $value = [string] $operation['set'][$column]
            if ($said[$id].ContainsKey($column) -and $said[$id][$column] -cne $value) {
                $Found[$key].Disagree = $column
            }
            $said[$id][$column] = $value
        }
    }
    foreach ($id in $first.Keys) {
        $columns = @($first[$id] | ForEach-Object { $Found[$_].Disagree } | Where-Object { $null -ne $_ })
        if ($columns.Count -gt 0) { foreach ($key in $first[$id]) { $Found[$key].Disagree = $columns[0] } }
    }
}

# All active mailboxes as they are now.
function Read-Mailboxes {
    $active = "<filter><condition attribute='statecode' operator='eq' value='0'/></filter>"
    $script:AllMailboxes = @(Get-Rows 'mailbox' $MailboxColumns $active)
}

# The mailbox as it is now.
function Get-Mailbox([string] $Key) {
    $place = $Found[$Key]
    if ($place.Count -ne 1) { throw "$($place.Count) mailboxes were found" }
    return Get-CrmRecord -conn $Connection -EntityLogicalName mailbox -Id $place.Id -Fields $MailboxColumns
}

function Find-Profile([string] $Key) {
    $keys = $Plan['profiles'] | Where-Object { $_['key'] -eq $Key } | Select-Object -First 1
    if ($null -ne $keys['id']) {
        $rows = @($AllProfiles | Where-Object { (Get-Key (Get-Value $_ 'emailserverprofileid')) -eq $keys['id'] })
    }
    else {
        $wanted = $keys['match']
        $rows = @($AllProfiles | Where-Object {
                (Get-Value $_ 'servertype') -eq $wanted['servertype'] -and
                (Get-Value $_ 'incomingcredentialretrieval') -eq $wanted['incomingcredentialretrieval'] -and
                (Get-Value $_ 'statecode') -eq $wanted['statecode']
            })
    }
    # In a rehearsal, what would have been created counts as there.
    if ($rows.Count -eq 0 -and $WhatIfPreference -and $null -ne $keys['id']) { return $keys['id'] }
    if ($rows.Count -ne 1) { throw "$($rows.Count) profiles are '$($keys['name'])'" }
    return Get-Key (Get-Value $rows[0] 'emailserverprofileid')
}

function Read-Profiles {
    $columns = @('emailserverprofileid', 'name', 'servertype', 'incomingcredentialretrieval', 'statecode')
    $script:AllProfiles = @(Get-Rows 'emailserverprofile' $columns '')
}

# --- Writing ------------------------------------------------------------------------------------

# The planned columns that are not so already.
function Get-Changes($Row, $Set) {
    $changes = @{}
    foreach ($column in $Set.Keys) {
        $value = $Set[$column]
        if ($column -eq 'emailserverprofile') { $value = Find-Profile $value }
        if ((Get-Text $column $value) -cne (Get-Value $Row $column)) { $changes[$column] = $value }
    }
    return $changes
}

# Values as the module takes them.
function ConvertTo-Fields($Set) {
    $fields = @{}
    foreach ($column in $Set.Keys) {
        $value = $Set[$column]
        if ($Choices -contains $column) { $fields[$column] = New-CrmOptionSetValue -Value $value }
        elseif ($Times -contains $column) { $fields[$column] = Get-Time $value }
        elseif ($column -eq 'emailserverprofile') { $fields[$column] = New-CrmEntityReference -EntityLogicalName emailserverprofile -Id $value }
        elseif ($column -eq 'emailserverprofileid') { $fields[$column] = [guid] $value }
        else { $fields[$column] = $value }
    }
    return $fields
}

function Test-Write([string] $What, [string] $To) {
    return $Shell.ShouldProcess($To, $What)
}

function Write-Mailbox([string] $Key, $Set) {
    $row = Get-Mailbox $Key
    $changes = Get-Changes $row $Set
    if ($changes.Count -eq 0) { return $false }
    if (-not (Test-Write "write $(@($changes.Keys | Sort-Object) -join ', ')" $Key)) { return $false }
    $id = $Found[$Key].Id
    if ($null -eq (Get-Note 'before' $id)) {
        $before = @{}
        foreach ($column in $Noted) { $before[$column] = Get-Value $row $column }
        Add-Note @{ note = 'before'; id = $id; columns = $before }
    }
    Set-CrmRecord -conn $Connection -EntityLogicalName mailbox -Id $id -Fields (ConvertTo-Fields $changes) | Out-Null
    return $true
}

# --- What has to hold before an operation ---------------------------------------------------------

function Assert-Precondition([string] $Name, $Operation) {
    $key = $Operation['target']['key']
    switch ($Name) {
        'organization-matches' { Compare-Organization | Out-Null }
        'profile-absent' { }  # what has the id already is left as it is
        'name-free' {
            foreach ($row in $AllProfiles) {
                $same = (Get-Value $row 'name') -eq $Operation['set']['name']
                if ($same -and (Get-Key (Get-Value $row 'emailserverprofileid')) -ne $key) { throw 'another profile has this name' }
            }
        }
        'one-match' { Find-Profile $key | Out-Null }
        'found-once' { if ($Found[$key].Count -ne 1) { throw "$($Found[$key].Count) mailboxes were found" } }
        'same-mailbox' { Assert-SameMailbox $key (Get-Mailbox $key) }
        'halves-agree' { Assert-HalvesAgree $key }
        'profile-there' {
            if ($Operation['set'].ContainsKey('emailserverprofile')) { Find-Profile $Operation['set']['emailserverprofile'] | Out-Null }
            else { Find-Profile $key | Out-Null }
        }
        'assigned' { if (-not $WhatIfPreference -and -not (Test-Assigned $key (Get-Mailbox $key))) { throw 'it does not have the planned columns yet' } }
        'approval-open' { if ((Get-Value (Get-Mailbox $key) 'emailrouteraccessapproval') -eq '3') { throw 'the address was rejected' } }
        'not-entered' { }  # what was typed in already is not asked for again
        'entered' { if (-not $WhatIfPreference -and -not (Test-Entered $key)) { throw 'a password is missing' } }
        'created-here' { if ($null -eq (Get-Note 'created' $key)) { throw 'this script did not create it: set the date by hand' } }
        'routers-stopped' { if (-not $RoutersStopped) { throw 'stop the Email Router services, and say -RoutersStopped' } }
        'all-tested' { Assert-NobodyLeft @(Get-Unfinished) 'not assigned, approved and tested with success' }
        'nobody-outside' { Assert-NobodyLeft @(Get-Outsiders) 'outside the plan' }
        default { throw "this script does not know the precondition '$Name'" }
    }
}

function Assert-SameMailbox([string] $Key, $Row) {
    $keys = $Found[$Key].Keys
    if ($null -ne $keys['address'] -and (Get-Key $keys['address']) -ne (Get-Key (Get-Value $Row 'emailaddress'))) {
        throw 'its address is another one'
    }
    if ($null -ne $keys['owner'] -and (Get-Key $keys['owner']['id']) -ne (Get-Key (Get-Value $Row 'regardingobjectid'))) {
        throw 'its owner is another one'
    }
}

function Assert-HalvesAgree([string] $Key) {
    if ($null -ne $Found[$Key].Disagree) {
        throw "two rows of the plan are this mailbox and disagree about $($Found[$Key].Disagree)"
    }
}

function Test-Assigned([string] $Key, $Row) {
    Assert-SameMailbox $Key $Row
    Assert-HalvesAgree $Key
    $changes = Get-Changes $Row $Updates[$Key]['set']
    # The last dates may have been written since.
    return @($changes.Keys | Where-Object { $_ -ne 'processemailreceivedafter' }).Count -eq 0
}

# Whether every password of the mailbox and of its profile has been typed in.
function Test-Entered([string] $Key) {
    $needed = @($Entries[$Key]) + @($Entries[[string] $Updates[$Key]['set']['emailserverprofile']])
    foreach ($op in @($needed | Where-Object { $null -ne $_ })) {
        if ($null -eq (Get-Note 'entered' "$($op['op']) $($op['target']['key'])")) { return $false }
    }
    return $true
}

function Test-Tested($Row) {
    return (Get-Value $Row 'mailboxstatus') -eq '1'
}

# Mailboxes of the plan that are not assigned, approved and tested with success.
function Get-Unfinished {
    $rows = Get-RowsById
    foreach ($keys in $Plan['mailboxes']) {
        $key = $keys['key']
        $row = $rows[[string] $Found[$key].Id]
        if ($null -eq $row) { $key; continue }
        $approved = -not $Approvals.ContainsKey($key) -or (Get-Value $row 'emailrouteraccessapproval') -eq '1'
        $assigned = $false
        try { $assigned = Test-Assigned $key $row } catch { Write-Verbose "$($key): $_" }
        if (-not ($approved -and $assigned -and (Test-Tested $row))) { $key }
    }
}

# Every mailbox read anew, by id.
function Get-RowsById {
    Read-Mailboxes
    $rows = @{}
    foreach ($row in $AllMailboxes) { $rows[(Get-Key (Get-Value $row 'mailboxid'))] = $row }
    return $rows
}

# What would stay behind at the switch: what the plan leaves out, and mailboxes it does not know.
function Get-Outsiders {
    foreach ($row in $Plan['outside']) { $row['key'] }
    $planned = @{}
    foreach ($place in $Found.Values) { if ($null -ne $place.Id) { $planned[$place.Id] = $true } }
    foreach ($row in $AllMailboxes) {
        $methods = @((Get-Value $row 'incomingemaildeliverymethod'), (Get-Value $row 'outgoingemaildeliverymethod'))
        if ($methods -contains '2' -and -not $planned.ContainsKey((Get-Key (Get-Value $row 'mailboxid')))) {
            "$(Get-Value $row 'emailaddress')"
        }
    }
}

function Assert-NobodyLeft([string[]] $Keys, [string] $Why) {
    if ($Keys.Count -eq 0) { return }
    Write-Warning "$($Keys.Count) mailboxes are $($Why):"
    foreach ($key in $Keys) { Write-Warning "  $key" }
    if (-not $Force) { throw "$($Keys.Count) mailboxes are $Why" }
}

# Waves begin so many hours apart, whatever was asked for.
function Assert-Pace($Operation) {
    $number = $Operation['wave']
    if ($null -eq $number -or $Operation['stage'] -eq 'Dates') { return }
    if ($null -ne (Get-Note 'wave' ([string] $number))) { return }
    $size = @($Plan['mailboxes'] | Where-Object { $_['wave'] -eq $number }).Count
    if ($size -gt $Plan['pace']['wave_size']) { throw "wave $number has $size mailboxes, which is too many" }
    foreach ($note in @($Notes | Where-Object { $_.note -eq 'wave' })) {
        $next = (Get-Time $note.time).AddHours($Plan['pace']['wave_hours'])
        if ($next -gt [datetime]::UtcNow) { throw "wave $number may begin at $($next.ToString('yyyy-MM-dd HH:mm')) UTC" }
    }
    if (Test-Write 'begin' "wave $number") { Add-Note @{ note = 'wave'; id = [string] $number } }
}

# --- The operations, one function each: $true when something was changed ---------------------------

function Compare-Organization {
    $wanted = [uri] $Plan['target']['url']
    $given = [uri] $ServerUrl
    $actual = $Connection.CrmConnectOrgUriActual
    foreach ($other in @($given, $actual)) {
        if (($other.Host -replace '\.api\.', '.') -ne $wanted.Host) {
            throw "The plan is for $($wanted.Host), and this is $($other.Host)."
        }
    }
    $name = $wanted.AbsolutePath.Trim('/')
    if ($name -ne '' -and $Connection.ConnectedOrgUniqueName -ne $name) {
        throw "The plan is for the organization $name, and this is $($Connection.ConnectedOrgUniqueName)."
    }
    $id = $Connection.ConnectedOrgId.ToString()
    $before = @($Notes | Where-Object { $_.note -eq 'organization' }) | Select-Object -First 1
    if ($null -ne $before -and $before.id -ne $id) { throw "The log belongs to the organization $($before.id), and this is $id." }
    if ($null -eq $before -and (Test-Write 'note' "organization $id")) { Add-Note @{ note = 'organization'; id = $id } }
    return $false
}

function Add-Profile($Operation) {
    $key = $Operation['target']['key']
    $there = @($AllProfiles | Where-Object { (Get-Key (Get-Value $_ 'emailserverprofileid')) -eq $key })
    if ($there.Count -gt 0 -or -not (Test-Write 'create the profile' $Operation['set']['name'])) { return $false }
    $set = @{ 'emailserverprofileid' = $key }
    foreach ($column in $Operation['set'].Keys) { $set[$column] = $Operation['set'][$column] }
    Add-Note @{ note = 'created'; id = $key }
    New-CrmRecord -conn $Connection -EntityLogicalName emailserverprofile -Fields (ConvertTo-Fields $set) | Out-Null
    Read-Profiles
    return $true
}

function Select-Profile($Operation) {
    Find-Profile $Operation['target']['key'] | Out-Null
    return $false
}

function Update-Mailbox($Operation) {
    return Write-Mailbox $Operation['target']['key'] $Operation['set']
}

function Approve-Address($Operation) {
    $row = Get-Mailbox $Operation['target']['key']
    $state = Get-Value $row 'emailrouteraccessapproval'
    if ($state -eq '1') { return $false }
    $owner = $row.PSObject.Properties['regardingobjectid_Property'].Value.Value
    if (-not (Test-Write 'approve' (Get-Value $row 'emailaddress'))) { return $false }
    Add-Note @{ note = 'approved'; id = $owner.Id.ToString(); table = $owner.LogicalName; before = $state }
    if ($owner.LogicalName -eq 'queue') { Approve-CrmEmailAddress -conn $Connection -QueueId $owner.Id.ToString() | Out-Null }
    else { Approve-CrmEmailAddress -conn $Connection -UserId $owner.Id.ToString() | Out-Null }
    return $true
}

# Has a person type a password, writes it, and forgets it.
function Enter-Secret($Operation, [string] $Table, [string] $Id, [string] $Column, [string] $UserColumn) {
    $entry = "$($Operation['op']) $($Operation['target']['key'])"
    if ($null -ne (Get-Note 'entered' $entry) -or -not (Test-Write 'ask for the password' $Operation['target']['key'])) { return $false }
    $typed = Get-Credential -Message "Password for $($Operation['target']['key']) ($Column)" -UserName (Get-UserName $Table $Id $UserColumn)
    if ($null -eq $typed -or $typed.Password.Length -eq 0) { throw 'no password was typed in' }
    $fields = @{ $Column = $typed.GetNetworkCredential().Password }
    if ($UserColumn -ne '' -and $typed.UserName -ne 'none') { $fields[$UserColumn] = $typed.UserName }
    Set-CrmRecord -conn $Connection -EntityLogicalName $Table -Id $Id -Fields $fields | Out-Null
    $fields.Clear()
    Add-Note @{ note = 'entered'; id = $entry }
    return $true
}

function Get-UserName([string] $Table, [string] $Id, [string] $Column) {
    if ($Column -eq '') { return 'none' }
    $row = Get-CrmRecord -conn $Connection -EntityLogicalName $Table -Id $Id -Fields $Column
    $name = Get-Value $row $Column
    if ($null -eq $name) { return 'none' }
    return $name
}

function Enter-ProfileSecret($Operation, [string] $Column, [string] $UserColumn) {
    return Enter-Secret $Operation 'emailserverprofile' (Find-Profile $Operation['target']['key']) $Column $UserColumn
}

function Enter-MailboxPassword($Operation) {
    return Enter-Secret $Operation 'mailbox' $Found[$Operation['target']['key']].Id 'password' 'username'
}

# Schedules a test; Wait-Tests looks how it went.
function Start-Test($Operation) {
    $key = $Operation['target']['key']
    if (Test-Tested (Get-Mailbox $key)) { return $false }
    if (-not (Test-Write 'test and enable' $key)) { return $false }
    Set-CrmRecord -conn $Connection -EntityLogicalName mailbox -Id $Found[$key].Id -Fields (ConvertTo-Fields $Operation['set']) | Out-Null
    [void] $Waiting.Add($key)
    return $true
}

function Wait-Tests {
    $until = [datetime]::UtcNow.AddMinutes($Patience)
    while ($Waiting.Count -gt 0 -and [datetime]::UtcNow -lt $until) {
        Write-Progress -Activity 'Tests' -Status "$($Waiting.Count) mailboxes are being tested"
        Start-Sleep -Seconds 30
        foreach ($key in @($Waiting)) {
            $row = Get-Mailbox $key
            $status = Get-Value $row 'mailboxstatus'
            # A failure counts when the new test has run, not the one before it.
            $failed = $status -eq '2' -and (Get-Value $row 'testemailconfigurationscheduled') -ne 'true'
            if ($failed) { [void] $Refused.Add(@{ Op = 'test-mailbox'; Key = $key; Why = 'the test failed; read the alerts of the mailbox' }) }
            if ($failed -or $status -eq '1') { $Waiting.Remove($key) }
        }
    }
    foreach ($key in @($Waiting)) { [void] $Refused.Add(@{ Op = 'test-mailbox'; Key = $key; Why = 'the test is still running; run the stage again later' }) }
    $Waiting.Clear()
}

function Set-ProfileDate($Operation) {
    $id = $Operation['target']['key']
    $row = Get-CrmRecord -conn $Connection -EntityLogicalName emailserverprofile -Id $id -Fields 'processemailsreceivedafter'
    $changes = Get-Changes $row $Operation['set']
    if ($changes.Count -eq 0 -or -not (Test-Write 'write the date of the profile' $id)) { return $false }
    Set-CrmRecord -conn $Connection -EntityLogicalName emailserverprofile -Id $id -Fields (ConvertTo-Fields $changes) | Out-Null
    return $true
}

function Set-MailboxDate($Operation) {
    return Write-Mailbox $Operation['target']['key'] $Operation['set']
}

function Switch-Organization($Operation) {
    $row = @(Get-Rows 'organization' @('organizationid', 'emailconnectionchannel') '')[0]
    $before = Get-Value $row 'emailconnectionchannel'
    $wanted = $Operation['set']['emailconnectionchannel']
    if ($before -eq [string] $wanted) { return $false }
    if (-not (Test-Write 'switch to server-side synchronization' $ServerUrl)) { return $false }
    Add-Note @{ note = 'switched'; id = 'organization'; before = $before }
    Set-CrmSystemSettings -conn $Connection -EmailConnectionChannel $wanted | Out-Null
    return $true
}

function Invoke-Operation($Operation) {
    switch ($Operation['op']) {
        'compare-organization' { return Compare-Organization }
        'create-profile' { return Add-Profile $Operation }
        'match-profile' { return Select-Profile $Operation }
        'update-mailbox' { return Update-Mailbox $Operation }
        'approve-address' { return Approve-Address $Operation }
        'enter-incoming-password' { return Enter-ProfileSecret $Operation 'incomingpassword' 'incomingusername' }
        'enter-outgoing-password' { return Enter-ProfileSecret $Operation 'outgoingpassword' 'outgoingusername' }
        'enter-client-secret' { return Enter-ProfileSecret $Operation 'oauthclientsecret' '' }
        'enter-mailbox-password' { return Enter-MailboxPassword $Operation }
        'test-mailbox' { return Start-Test $Operation }
        'set-profile-date' { return Set-ProfileDate $Operation }
        'set-mailbox-date' { return Set-MailboxDate $Operation }
        'switch-organization' { return Switch-Organization $Operation }
        default { throw "this script does not know the operation '$($Operation['op'])'" }
    }
}

# --- The run --------------------------------------------------------------------------------------

function Connect-Organization {
    $module = Get-Module -ListAvailable -Name Microsoft.Xrm.Data.PowerShell | Sort-Object Version -Descending | Select-Object -First 1
    if ($null -eq $module -or $module.Version -lt [version] '2.8.21') {
        throw 'Install the module first: Install-Module Microsoft.Xrm.Data.PowerShell -MinimumVersion 2.8.21 -Scope CurrentUser'
    }
    Import-Module Microsoft.Xrm.Data.PowerShell
    if ($Plan['target']['kind'] -eq 'online') {
        if ($null -ne $Credential) { return Connect-CrmOnline -ServerUrl $ServerUrl -Credential $Credential -ForceOAuth }
        return Connect-CrmOnline -ServerUrl $ServerUrl -ForceOAuth
    }
    $name = $OrganizationName
    if ($name -eq '') { $name = ([uri] $ServerUrl).AbsolutePath.Trim('/') }
    $account = $Credential
    if ($null -eq $account) { $account = Get-Credential -Message "Account for $ServerUrl" }
    $root = ([uri] $ServerUrl).GetLeftPart([System.UriPartial]::Authority)
    return Connect-CrmOnPremDiscovery -ServerUrl $root -OrganizationName $name -Credential $account
}

# Approving and switching need the role System Administrator; its template has the same id everywhere.
function Assert-Rights {
    $user = (Invoke-CrmWhoAmI -conn $Connection).UserId
    $filter = "<filter><condition attribute='roletemplateid' operator='eq' value='627090ff-40a3-4053-8790-584edc5be201'/></filter>" +
        "<link-entity name='systemuserroles' from='roleid' to='roleid'><filter><condition attribute='systemuserid' operator='eq' value='$user'/></filter></link-entity>"
    if (@(Get-Rows 'role' @('name') $filter).Count -eq 0) {
        throw 'Your account is not a System Administrator of this organization.'
    }
    Write-Output 'Online, approving also needs the role Global Administrator, Exchange Administrator or Delegated Mailbox Approver; this cannot be seen from here.'
}

function Write-Summary {
    foreach ($item in $Refused) { Write-Warning "$($item.Key): $($item.Op): $($item.Why)" }
    $rows = Get-RowsById
    $table = foreach ($of in $Plan['waves']) {
        $keys = @($Plan['mailboxes'] | Where-Object { $_['wave'] -eq $of['number'] })
        $tested = @($keys | Where-Object {
                $row = $rows[[string] $Found[$_['key']].Id]
                $null -ne $row -and (Test-Tested $row)
            }).Count
        $share = 0
        if ($keys.Count -gt 0) { $share = [math]::Floor(100 * $tested / $keys.Count) }
        $go = 'no-go'
        if ($share -ge $Plan['pace']['go_percent']) { $go = 'go' }
        New-Object PSObject -Property @{ Wave = $of['number']; Mailboxes = $keys.Count; Tested = $tested; Percent = $share; Decision = $go }
    }
    $table | Format-Table -Property Wave, Mailboxes, Tested, Percent, Decision -AutoSize | Out-String | Write-Output
    Write-Output "$($Count.Changed) operations changed something, $($Count.Same) were done already or only shown, $($Refused.Count) were refused."
    if ($Count.Changed -eq 0 -and $Refused.Count -eq 0) { Write-Output 'Nothing had to be changed.' }
}

$Shell = $PSCmdlet
$Plan = Read-Operations $Operations
$LogPath = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Log)
$Notes = New-Object System.Collections.ArrayList
$FirstNotes = @{}
Read-Log $LogPath
$Found = @{}
$Waiting = New-Object System.Collections.ArrayList
$Refused = New-Object System.Collections.ArrayList
$Count = @{ Changed = 0; Same = 0 }
$Updates = @{}; $Approvals = @{}; $Entries = @{}
foreach ($operation in $Plan['operations']) {
    $key = $operation['target']['key']
    if ($operation['op'] -eq 'update-mailbox') { $Updates[$key] = $operation }
    if ($operation['op'] -eq 'approve-address') { $Approvals[$key] = $true }
    if ($operation['stage'] -eq 'Credentials') { $Entries[$key] = @($Entries[$key]) + @($operation) }
}

$Connection = Connect-Organization
Compare-Organization | Out-Null
Assert-Rights
Read-Profiles
Find-Mailboxes

foreach ($operation in $Plan['operations']) {
    $wanted = $Stage -contains $operation['stage'] -and ($Wave -eq 0 -or $null -eq $operation['wave'] -or $operation['wave'] -eq $Wave)
    if ($Waiting.Count -gt 0 -and $operation['stage'] -ne 'Test') { Wait-Tests }
    if (-not $wanted) { continue }
    try {
        foreach ($name in $operation['precondition']) { Assert-Precondition $name $operation }
        Assert-Pace $operation
        if (Invoke-Operation $operation) { $Count.Changed++ } else { $Count.Same++ }
    }
    catch {
        [void] $Refused.Add(@{ Op = $operation['op']; Key = $operation['target']['key']; Why = $_.Exception.Message })
    }
}
Wait-Tests
Write-Summary
if ($Refused.Count -gt 0) { exit 1 }

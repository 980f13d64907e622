<#
.SYNOPSIS
    Takes back what apply.ps1 did, by its log.

.DESCRIPTION
    This script is the same for every plan. It needs the log of apply.ps1 and nothing else. In this
    order it switches the organization back to the Email Router, gives every mailbox the values it
    had before the first change (empty ones, too), revokes the approvals that apply.ps1 gave, and
    deletes the profiles that apply.ps1 created and nothing uses any more.

    It cannot restore passwords: they cannot be read, so that nobody has the old ones. Type them in
    again where the router needs them.

    Needs Windows PowerShell 5.1 and the module Microsoft.Xrm.Data.PowerShell 2.8.21 or later. Start
    the Email Router services again yourself.

.PARAMETER ServerUrl
    Address of the organization. It has to be the one of the log.
.PARAMETER Log
    The log that apply.ps1 wrote.
.PARAMETER OnPremises
    The organization runs on-premises.
.PARAMETER OrganizationName
    Unique name of the organization, on-premises only.
.PARAMETER Credential
    Account to sign in with. Without it you are asked.

.EXAMPLE
    .\rollback.ps1 -ServerUrl https://contoso.crm4.dynamics.com -WhatIf
#>
[CmdletBinding(SupportsShouldProcess = $true)]
param(
    [Parameter(Mandatory = $true)]
    [string] $ServerUrl,
    [string] $Log = 'reroute-log.jsonl',
    [switch] $OnPremises,
    [string] $OrganizationName = '',
    [System.Management.Automation.PSCredential] $Credential
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

$Choices = @('incomingemaildeliverymethod', 'outgoingemaildeliverymethod', 'actdeliverymethod', 'emailrouteraccessapproval')
$Booleans = @('allowemailconnectortousecredentials', 'processanddeleteemails', 'orgmarkedasprimaryforexchangesync')

function Connect-Organization {
    Import-Module Microsoft.Xrm.Data.PowerShell -MinimumVersion 2.8.21
    if (-not $OnPremises) {
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

function Assert-Organization {
    $noted = @($Notes | Where-Object { $_.note -eq 'organization' }) | Select-Object -First 1
    if ($null -eq $noted) { throw "$Log does not say which organization it belongs to." }
    if ($noted.id -ne $Connection.ConnectedOrgId.ToString()) {
        throw "The log belongs to the organization $($noted.id), and this is $($Connection.ConnectedOrgId)."
    }
}

# Values as the module takes them; an empty column is emptied again.
function ConvertTo-Fields($Columns) {
    $fields = @{}
    foreach ($property in $Columns.PSObject.Properties) {
        $column = $property.Name
        $value = $property.Value
        if ($null -eq $value) { $fields[$column] = $null }
        elseif ($Choices -contains $column) { $fields[$column] = New-CrmOptionSetValue -Value $value }
        elseif ($Booleans -contains $column) { $fields[$column] = $value -eq 'true' }
        elseif ($column -eq 'emailserverprofile') { $fields[$column] = New-CrmEntityReference -EntityLogicalName emailserverprofile -Id $value }
        elseif ($column -eq 'processemailreceivedafter') { $fields[$column] = ([datetime] $value).ToUniversalTime() }
        else { $fields[$column] = $value }
    }
    return $fields
}

function Invoke-Step([string] $What, [string] $To, [scriptblock] $Do) {
    if (-not $Shell.ShouldProcess($To, $What)) { return }
    try {
        & $Do
        $Count.Done++
    }
    catch {
        $Count.Refused++
        Write-Warning "$($To): $($What): $($_.Exception.Message)"
    }
}

# The organization goes back to the router.
function Restore-Switch {
    $switched = @($Notes | Where-Object { $_.note -eq 'switched' }) | Select-Object -First 1
    if ($null -ne $switched) {
        Invoke-Step 'switch back' $ServerUrl { Set-CrmSystemSettings -conn $Connection -EmailConnectionChannel $switched.before | Out-Null }
    }
}

# Every mailbox gets the values of its first image.
function Restore-Mailboxes {
    $restored = @{}
    foreach ($note in @($Notes | Where-Object { $_.note -eq 'before' })) {
        if ($restored.ContainsKey($note.id)) { continue }
        $restored[$note.id] = $true
        Invoke-Step 'restore the mailbox' $note.id {
            Set-CrmRecord -conn $Connection -EntityLogicalName mailbox -Id $note.id -Fields (ConvertTo-Fields $note.columns)
        }
    }
}

# Approvals that were given by apply.ps1 are revoked, and no others.
function Restore-Approvals {
    $revoked = @{}
    foreach ($note in @($Notes | Where-Object { $_.note -eq 'approved' })) {
        if ($revoked.ContainsKey($note.id)) { continue }
        $revoked[$note.id] = $true
        Invoke-Step 'revoke the approval' $note.id {
            $state = 0
            if ($null -ne $note.before) { $state = [int] $note.before }
            Set-CrmRecord -conn $Connection -EntityLogicalName $note.table -Id $note.id -Fields @{ emailrouteraccessapproval = (New-CrmOptionSetValue -Value $state) }
        }
    }
}

# Profiles that apply.ps1 created go, unless something uses them.
function Remove-Profiles {
    foreach ($note in @($Notes | Where-Object { $_.note -eq 'created' })) {
        $there = "<fetch><entity name='emailserverprofile'><attribute name='name'/><filter><condition attribute='emailserverprofileid' operator='eq' value='$($note.id)'/></filter></entity></fetch>"
        if (@((Get-CrmRecordsByFetch -conn $Connection -Fetch $there -AllRows).CrmRecords).Count -eq 0) { continue }
        $users = "<fetch><entity name='mailbox'><attribute name='mailboxid'/><filter><condition attribute='emailserverprofile' operator='eq' value='$($note.id)'/></filter></entity></fetch>"
        $used = @((Get-CrmRecordsByFetch -conn $Connection -Fetch $users -AllRows).CrmRecords).Count
        if ($used -gt 0) {
            Write-Warning "$($note.id): the profile stays, because $used mailboxes use it."
            continue
        }
        Invoke-Step 'delete the profile' $note.id { Remove-CrmRecord -conn $Connection -EntityLogicalName emailserverprofile -Id $note.id }
    }
}

if (-not (Test-Path -LiteralPath $Log)) { throw "$Log is not there. Without the log of apply.ps1 nobody knows what was before." }
$Shell = $PSCmdlet
$Count = @{ Done = 0; Refused = 0 }
$Notes = New-Object System.Collections.ArrayList
foreach ($line in [System.IO.File]::ReadAllLines((Resolve-Path -LiteralPath $Log).ProviderPath)) {
    try { [void] $Notes.Add((ConvertFrom-Json -InputObject $line)) } catch { Write-Warning "A line of $Log cannot be read and is skipped." }
}
$Connection = Connect-Organization
Assert-Organization
Restore-Switch
Restore-Mailboxes
Restore-Approvals
Remove-Profiles
Write-Output "$($Count.Done) steps were taken back, $($Count.Refused) were refused. Passwords stay as they are: they cannot be restored."
if ($Count.Refused -gt 0) { exit 1 }

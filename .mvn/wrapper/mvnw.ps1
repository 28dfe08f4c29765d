# SPDX-License-Identifier: Apache-2.0
# Prints the path of a Maven of version 3.8.1 or later: an installed one, else the one that is fetched once and checked.
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

function Test-Maven($path) {
  if (-not $path -or -not (Test-Path $path)) { return $false }
  $text = (& $path --version 2>$null) -join "`n"
  return ($text -match 'Apache Maven (\d+\.\d+\.\d+)') -and ([version]$Matches[1] -ge [version]'3.8.1')
}

$candidates = @()
if ($env:MAVEN_HOME) { $candidates += Join-Path $env:MAVEN_HOME 'bin\mvn.cmd' }
$onPath = Get-Command mvn.cmd -ErrorAction SilentlyContinue
if ($onPath) { $candidates += $onPath.Source }
foreach ($candidate in $candidates) {
  if (Test-Maven $candidate) { Write-Output $candidate; exit 0 }
}

$properties = @{}
Get-Content (Join-Path $PSScriptRoot 'maven-wrapper.properties') | Where-Object { $_ -match '^(\w+)=(.*)$' } |
  ForEach-Object { $null = $_ -match '^(\w+)=(.*)$'; $properties[$Matches[1]] = $Matches[2] }
$url = $properties['distributionUrl']
$user = if ($env:MAVEN_USER_HOME) { $env:MAVEN_USER_HOME } else { Join-Path $env:USERPROFILE '.m2' }
$dists = Join-Path $user 'wrapper\dists'
$name = ([uri]$url).Segments[-1] -replace '-bin\.tar\.gz$', ''
$home_ = Join-Path $dists $name
if (-not (Test-Path (Join-Path $home_ 'bin\mvn.cmd'))) {
  [Console]::Error.WriteLine("mvnw: no Maven of version 3.8.1 or later is installed; downloading $url")
  $part = Join-Path $dists ([guid]::NewGuid())
  $null = New-Item -ItemType Directory -Force $part
  try {
    $file = Join-Path $part 'maven.tar.gz'
    Invoke-WebRequest -UseBasicParsing $url -OutFile $file
    $actual = (Get-FileHash -Algorithm SHA512 $file).Hash
    if ($actual -ne $properties['distributionSha512Sum']) { throw "mvnw: the SHA-512 of $url is wrong: $actual" }
    tar -xzf $file -C $part
    if (-not (Test-Path $home_)) { Move-Item (Join-Path $part $name) $home_ }
  } finally {
    Remove-Item -Recurse -Force $part
  }
}
Write-Output (Join-Path $home_ 'bin\mvn.cmd')

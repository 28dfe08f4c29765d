@echo off
rem SPDX-License-Identifier: Apache-2.0
rem Runs Maven: an installed one of version 3.8.1 or later, of MAVEN_HOME or else of PATH, and downloads nothing then. Where
rem there is none, mvnw.ps1 fetches the one that .mvn\wrapper\maven-wrapper.properties names.
setlocal
set "maven="
for /f "usebackq delims=" %%m in (`powershell -NoProfile -ExecutionPolicy Bypass -File "%~dp0.mvn\wrapper\mvnw.ps1"`) do set "maven=%%m"
if not defined maven exit /b 1
endlocal & "%maven%" %*

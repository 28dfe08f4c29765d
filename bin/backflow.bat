@echo off
rem Starts Backflow, from where it was unpacked or from a checkout, with what a jar's manifest cannot ask for: the JDK's
rem Vector API.
rem   BACKFLOW_JAR        another jar than backflow-app.jar here or in a checkout's target
rem   BACKFLOW_JAVA_OPTS  options for the JVM, as -Xmx4g
rem   JAVA_HOME           the JDK, 17 or later; else the java on the PATH
setlocal

set "JAR=%BACKFLOW_JAR%"
if not defined JAR set "JAR=%~dp0..\backflow-app.jar"
if not defined BACKFLOW_JAR if not exist "%JAR%" set "JAR=%~dp0..\target\backflow-app.jar"
if not exist "%JAR%" (
  echo backflow: there is no "%JAR%"; mvn -q package makes it 1>&2
  exit /b 1
)

set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java.exe"
rem What ends in seconds is compiled fast rather than well.
set "COMPILER="
if "%~1"=="report" set "COMPILER=-XX:TieredStopAtLevel=1"
"%JAVA%" --add-modules jdk.incubator.vector %COMPILER% %BACKFLOW_JAVA_OPTS% -jar "%JAR%" %*
exit /b %ERRORLEVEL%

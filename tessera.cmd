@echo off
rem Builds what is missing, then starts the studio, or runs a command: tessera render --help
setlocal
set HERE=%~dp0
set JAVA=java
if defined JAVA_HOME set JAVA=%JAVA_HOME%\bin\java
if not exist "%HERE%app\target\built" (
  echo tessera: building, the first time takes a few minutes ... 1>&2
  pushd "%HERE%"
  call mvnw.cmd -q -B -ntp -DskipTests -pl engine/api,engine/core,engine/server,assets,app package || exit /b 1
  popd
  echo built > "%HERE%app\target\built"
)
set OMP_WAIT_POLICY=passive
"%JAVA%" -Xmx4g -XX:MaxDirectMemorySize=2g --enable-native-access=ALL-UNNAMED,javafx.graphics --sun-misc-unsafe-memory-access=allow --module-path "%HERE%app\target\javafx" --add-modules javafx.controls -cp "%HERE%app\target\tessera-app-0.1.0.jar;%HERE%app\target\lib\*" io.tessera.app.cli.Main %*

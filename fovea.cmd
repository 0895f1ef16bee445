@echo off
rem Builds what is missing, then runs Fovea. After a change of sources: fovea.cmd --rebuild
rem
rem Environment:
rem   JAVA_HOME        the JDK to use, 17 or newer; otherwise the java on the PATH
rem   OMP_NUM_THREADS  threads that compute, unless --threads says how many; otherwise as many as
rem                    there are processors
rem   FOVEA_CACHE      where data sets are kept; otherwise .cache\fovea in the user's folder
rem   FOVEA_LANG       the language of messages and figures, en or fr
rem   FOVEA_JAVA_OPTS  more options for java, such as -Xmx8g
setlocal
set "home=%~dp0"
set "jar=%home%cli\target\fovea.jar"
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java"
rem A distribution has its own runtime, and there is nothing to build.
if exist "%home%runtime\bin\java.exe" (
  set "java=%home%runtime\bin\java"
  set "jar=%home%app\fovea.jar"
  goto run
)
if "%~1"=="--rebuild" if exist "%jar%" del "%jar%"
if not exist "%jar%" (
  echo fovea: building, once 1>&2
  pushd "%home%"
  call mvn -B -q -Dmaven.test.skip=true -Dspotless.check.skip=true -Dmaven.source.skip=true -pl cli -am package 1>&2
  popd
)
if not exist "%jar%" (
  echo fovea: the build failed 1>&2
  exit /b 1
)
if "%~1"=="--rebuild" exit /b 0
:run
set "asked=%OMP_NUM_THREADS%"
set "OMP_NUM_THREADS=%NUMBER_OF_PROCESSORS%"
rem a list has a number for each level of nesting
for /f "delims=," %%a in ("%asked%") do call :bounded "%%a"
call :threads %*
set "flags="
"%java%" --enable-native-access=ALL-UNNAMED --version >nul 2>&1 && set "flags=--enable-native-access=ALL-UNNAMED"
"%java%" --sun-misc-unsafe-memory-access=allow --version >nul 2>&1 && set "flags=%flags% --sun-misc-unsafe-memory-access=allow"
rem java takes one collector only
set "collector=-XX:+UseSerialGC"
echo "%FOVEA_JAVA_OPTS% %JAVA_TOOL_OPTIONS% %JDK_JAVA_OPTIONS%" | findstr /r /c:"-XX:+Use[A-Za-z0-9]*GC" >nul && set "collector="
"%java%" %collector% -Xms16m -Djava.awt.headless=true ^
  -Dsun.stdout.encoding=UTF-8 -Dstdout.encoding=UTF-8 ^
  -Dsun.stderr.encoding=UTF-8 -Dstderr.encoding=UTF-8 ^
  -Dorg.bytedeco.javacpp.nopointergc=true -Dorg.bytedeco.javacpp.maxphysicalbytes=0 ^
  -Dorg.bytedeco.javacpp.maxbytes=0 %flags% %FOVEA_JAVA_OPTS% -jar "%jar%" %*
exit /b %errorlevel%

rem The kernels' library reads the number of threads from the environment. To this script, --threads=2
rem is two words as --threads 2 is.
:threads
if "%~1"=="" exit /b 0
if "%~1"=="--threads" call :bounded "%~2"
shift
goto threads

rem More threads than processors, and what is no number, change nothing.
:bounded
for /l %%n in (1,1,%NUMBER_OF_PROCESSORS%) do if "%~1"=="%%n" set "OMP_NUM_THREADS=%%n"
exit /b 0

@echo off
rem Runs FaceMargin from an unpacked release on Windows. Options as in the shell launcher beside this file.
setlocal
set "root=%~dp0.."
if not defined OMP_NUM_THREADS set "OMP_NUM_THREADS=%NUMBER_OF_PROCESSORS%"
if not defined OMP_WAIT_POLICY set "OMP_WAIT_POLICY=passive"
set "CLASSPATH=%root%\lib\*"
"%root%\runtime\bin\java.exe" --add-modules jdk.incubator.vector -XX:MaxRAMPercentage=30 -XX:+UseParallelGC -Djava.awt.headless=true "-Dfacemargin.root=%root%" %FACEMARGIN_JAVA_OPTIONS% org.facemargin.cli.Main %*

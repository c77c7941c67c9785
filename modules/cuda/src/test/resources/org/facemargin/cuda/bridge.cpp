// One fixed JNI bridge; the libraries of kernels, one a loss, are opened by path.
#include <dlfcn.h>
#include <jni.h>

typedef int (*Launch)(const char*, int, int, void**);

extern "C" JNIEXPORT jlong JNICALL
Java_org_facemargin_cuda_KernelBridge_open(JNIEnv* environment, jclass, jstring path) {
  const char* text = environment->GetStringUTFChars(path, nullptr);
  void* library = dlopen(text, RTLD_NOW | RTLD_LOCAL);
  environment->ReleaseStringUTFChars(path, text);
  return library ? (jlong)dlsym(library, "facemargin_launch") : 0;
}

extern "C" JNIEXPORT jint JNICALL
Java_org_facemargin_cuda_KernelBridge_launch(
    JNIEnv* environment, jclass, jlong launch, jstring kernel, jint grid_x, jint grid_y, jlong arguments) {
  const char* name = environment->GetStringUTFChars(kernel, nullptr);
  int status = ((Launch)launch)(name, grid_x, grid_y, (void**)arguments);
  environment->ReleaseStringUTFChars(kernel, name);
  return status;
}

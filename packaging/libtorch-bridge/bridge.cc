// The natives of DJL's PyTorch engine that Tessera reaches, for a libtorch that DJL has no build of. Handles are pointers to
// objects on the heap that the caller deletes; types and devices are numbered as DJL does.
#include <jni.h>
#include <torch/script.h>
#include <ATen/Parallel.h>
#include <torch/csrc/jit/python/update_graph_executor_opt.h>
#include <sstream>
#include <string>
#include <vector>

#define NATIVE(type, name) extern "C" JNIEXPORT type JNICALL Java_ai_djl_pytorch_jni_PyTorchLibrary_##name

using torch::IValue;
using torch::Tensor;
using torch::jit::Module;

namespace {
void raise(JNIEnv* env, const char* what) {
  jclass type = env->FindClass("ai/djl/engine/EngineException");
  if (type != nullptr) env->ThrowNew(type, what);
}

template <typename R, typename F>
R guarded(JNIEnv* env, F body) {
  try {
    return body();
  } catch (const std::exception& e) {
    raise(env, e.what());
    return R();
  }
}

template <typename F>
void guarded_void(JNIEnv* env, F body) {
  try {
    body();
  } catch (const std::exception& e) {
    raise(env, e.what());
  }
}

template <typename T>
T& ref(jlong handle) { return *reinterpret_cast<T*>(handle); }

template <typename T>
jlong kept(T value) { return reinterpret_cast<jlong>(new T(std::move(value))); }

std::string text(JNIEnv* env, jstring s) {
  const char* chars = env->GetStringUTFChars(s, nullptr);
  std::string out(chars);
  env->ReleaseStringUTFChars(s, chars);
  return out;
}

std::vector<int64_t> longs(JNIEnv* env, jlongArray a) {
  jsize n = env->GetArrayLength(a);
  std::vector<jlong> v(n);
  env->GetLongArrayRegion(a, 0, n, v.data());
  return std::vector<int64_t>(v.begin(), v.end());
}

jlongArray array(JNIEnv* env, const std::vector<jlong>& v) {
  jlongArray a = env->NewLongArray(v.size());
  env->SetLongArrayRegion(a, 0, v.size(), v.data());
  return a;
}

torch::Device device(JNIEnv* env, jintArray a) {
  jint d[2];
  env->GetIntArrayRegion(a, 0, 2, d);
  auto type = static_cast<torch::DeviceType>(d[0]);
  return torch::Device(type, type == torch::DeviceType::CPU ? -1 : d[1]);
}

const torch::ScalarType TYPES[] = {torch::kFloat32, torch::kFloat64, torch::kFloat16, torch::kUInt8, torch::kInt32, torch::kInt8, torch::kInt64, torch::kBool};

torch::ScalarType scalar(jint t) { return TYPES[t]; }

jint number(torch::ScalarType t) {
  for (jint i = 0; i < 8; i++)
    if (TYPES[i] == t) return i;
  return 8;
}
}  // namespace

NATIVE(jboolean, torchIsGradMode)(JNIEnv*, jobject) { return torch::GradMode::is_enabled(); }
NATIVE(void, torchSetGradMode)(JNIEnv*, jobject, jboolean on) { torch::GradMode::set_enabled(on); }
NATIVE(jint, torchGetNumInteropThreads)(JNIEnv*, jobject) { return at::get_num_interop_threads(); }
NATIVE(jint, torchGetNumThreads)(JNIEnv*, jobject) { return at::get_num_threads(); }
NATIVE(void, torchSetNumInteropThreads)(JNIEnv*, jobject, jint n) { at::set_num_interop_threads(n); }
NATIVE(void, torchSetNumThreads)(JNIEnv*, jobject, jint n) { at::set_num_threads(n); }
NATIVE(void, torchSetBenchmarkCuDNN)(JNIEnv*, jobject, jboolean on) { torch::globalContext().setBenchmarkCuDNN(on); }
NATIVE(void, torchManualSeed)(JNIEnv* env, jobject, jlong seed) { guarded_void(env, [&] { at::manual_seed(seed); }); }
NATIVE(void, torchShowConfig)(JNIEnv* env, jobject, jobject set) {
  if (!at::hasCUDA()) return;
  jmethodID add = env->GetMethodID(env->GetObjectClass(set), "add", "(Ljava/lang/Object;)Z");
  env->CallBooleanMethod(set, add, env->NewStringUTF("CUDA"));
}
NATIVE(void, setGraphExecutorOptimize)(JNIEnv*, jobject, jboolean on) { torch::jit::setGraphExecutorOptimize(on); }
NATIVE(void, torchCudaEmptyCache)(JNIEnv*, jobject) {}

NATIVE(jlongArray, torchSizes)(JNIEnv* env, jobject, jlong t) {
  auto s = ref<Tensor>(t).sizes();
  return array(env, std::vector<jlong>(s.begin(), s.end()));
}
NATIVE(jint, torchDType)(JNIEnv*, jobject, jlong t) { return number(ref<Tensor>(t).scalar_type()); }
NATIVE(jintArray, torchDevice)(JNIEnv* env, jobject, jlong t) {
  auto d = ref<Tensor>(t).device();
  jint v[2] = {static_cast<jint>(d.type()), d.index()};
  jintArray a = env->NewIntArray(2);
  env->SetIntArrayRegion(a, 0, 2, v);
  return a;
}
NATIVE(jint, torchLayout)(JNIEnv*, jobject, jlong) { return 0; }
NATIVE(jlong, torchToContiguous)(JNIEnv* env, jobject, jlong t) {
  return guarded<jlong>(env, [&] { return kept(ref<Tensor>(t).contiguous()); });
}
// Always a copy, as DJL promises.
NATIVE(jlong, torchTo)(JNIEnv* env, jobject, jlong t, jint type, jintArray d) {
  return guarded<jlong>(env, [&] { return kept(ref<Tensor>(t).to(device(env, d), scalar(type), false, true)); });
}
NATIVE(jobject, torchDirectByteBuffer)(JNIEnv* env, jobject, jlong t) {
  Tensor& x = ref<Tensor>(t);
  return env->NewDirectByteBuffer(x.data_ptr(), x.nbytes());
}
NATIVE(jbyteArray, torchDataPtr)(JNIEnv* env, jobject, jlong t) {
  return guarded<jbyteArray>(env, [&] {
    Tensor x = ref<Tensor>(t).cpu().contiguous();
    jbyteArray a = env->NewByteArray(x.nbytes());
    env->SetByteArrayRegion(a, 0, x.nbytes(), static_cast<const jbyte*>(x.data_ptr()));
    return a;
  });
}
NATIVE(jlong, torchFromBlob)(JNIEnv* env, jobject, jobject buffer, jlongArray shape, jint type, jint, jintArray d, jboolean) {
  return guarded<jlong>(env, [&] {
    Tensor x = torch::from_blob(env->GetDirectBufferAddress(buffer), longs(env, shape), torch::TensorOptions().dtype(scalar(type)));
    auto where = device(env, d);
    return kept(where.is_cpu() ? x : x.to(where));
  });
}
NATIVE(jlong, torchEmpty)(JNIEnv* env, jobject, jlongArray shape, jint type, jint, jintArray d, jboolean) {
  return guarded<jlong>(env, [&] { return kept(torch::empty(longs(env, shape), torch::TensorOptions().dtype(scalar(type)).device(device(env, d)))); });
}
NATIVE(void, torchSet)(JNIEnv* env, jobject, jlong t, jobject buffer) {
  guarded_void(env, [&] {
    Tensor& x = ref<Tensor>(t);
    Tensor from = torch::from_blob(env->GetDirectBufferAddress(buffer), x.sizes(), torch::TensorOptions().dtype(x.dtype()));
    x.copy_(from);
  });
}
NATIVE(void, torchDeleteTensor)(JNIEnv*, jobject, jlong t) { delete &ref<Tensor>(t); }
NATIVE(void, torchDeleteIValue)(JNIEnv*, jobject, jlong v) { delete &ref<IValue>(v); }
NATIVE(void, torchDeleteModule)(JNIEnv*, jobject, jlong m) { delete &ref<Module>(m); }
NATIVE(jboolean, torchRequiresGrad)(JNIEnv*, jobject, jlong t) { return ref<Tensor>(t).requires_grad(); }

NATIVE(jlong, moduleLoad__Ljava_io_InputStream_2_3IZ_3BJ)(JNIEnv* env, jobject, jobject in, jintArray d, jboolean, jbyteArray chunk, jlong size) {
  return guarded<jlong>(env, [&]() -> jlong {
    jmethodID read = env->GetMethodID(env->GetObjectClass(in), "read", "([BII)I");
    std::string all;
    jint most = env->GetArrayLength(chunk);
    while (size != 0) {
      jint n = env->CallIntMethod(in, read, chunk, 0, size > 0 && size < most ? static_cast<jint>(size) : most);
      if (env->ExceptionCheck()) return 0;
      if (n < 0) break;
      size_t before = all.size();
      all.resize(before + n);
      env->GetByteArrayRegion(chunk, 0, n, reinterpret_cast<jbyte*>(&all[before]));
      if (size > 0) size -= n;
    }
    std::istringstream stream(all);
    return kept(torch::jit::load(stream, device(env, d)));
  });
}
NATIVE(void, moduleEval)(JNIEnv* env, jobject, jlong m) { guarded_void(env, [&] { ref<Module>(m).eval(); }); }
NATIVE(void, moduleTrain)(JNIEnv* env, jobject, jlong m) { guarded_void(env, [&] { ref<Module>(m).train(true); }); }
NATIVE(jlong, moduleRunMethod)(JNIEnv* env, jobject, jlong m, jstring name, jlongArray arguments, jboolean training, jboolean) {
  return guarded<jlong>(env, [&] {
    std::vector<IValue> values;
    for (int64_t handle : longs(env, arguments)) values.push_back(ref<IValue>(handle));
    auto method = ref<Module>(m).get_method(text(env, name));
    if (training) return kept(method(values));
    torch::NoGradGuard none;
    return kept(method(values));
  });
}
NATIVE(jlongArray, moduleGetParams)(JNIEnv* env, jobject, jlong) { return array(env, {}); }
NATIVE(jobjectArray, moduleGetParamNames)(JNIEnv* env, jobject, jlong) { return env->NewObjectArray(0, env->FindClass("java/lang/String"), nullptr); }
NATIVE(jobjectArray, moduleGetMethodNames)(JNIEnv* env, jobject, jlong m) {
  auto methods = ref<Module>(m).get_methods();
  jobjectArray a = env->NewObjectArray(methods.size(), env->FindClass("java/lang/String"), nullptr);
  for (size_t i = 0; i < methods.size(); i++) env->SetObjectArrayElement(a, i, env->NewStringUTF(methods[i].name().c_str()));
  return a;
}

NATIVE(jlong, iValueFromTensor)(JNIEnv*, jobject, jlong t) { return kept(IValue(ref<Tensor>(t))); }
NATIVE(jlong, iValueFromBool)(JNIEnv*, jobject, jboolean b) { return kept(IValue(static_cast<bool>(b))); }
NATIVE(jlong, iValueFromLong)(JNIEnv*, jobject, jlong n) { return kept(IValue(static_cast<int64_t>(n))); }
NATIVE(jlong, iValueFromDouble)(JNIEnv*, jobject, jdouble d) { return kept(IValue(static_cast<double>(d))); }
NATIVE(jlong, iValueFromString)(JNIEnv* env, jobject, jstring s) { return kept(IValue(text(env, s))); }
NATIVE(jlong, iValueToTensor)(JNIEnv* env, jobject, jlong v) { return guarded<jlong>(env, [&] { return kept(ref<IValue>(v).toTensor()); }); }
NATIVE(jboolean, iValueToBool)(JNIEnv*, jobject, jlong v) { return ref<IValue>(v).toBool(); }
NATIVE(jlong, iValueToLong)(JNIEnv*, jobject, jlong v) { return ref<IValue>(v).toInt(); }
NATIVE(jdouble, iValueToDouble)(JNIEnv*, jobject, jlong v) { return ref<IValue>(v).toDouble(); }
NATIVE(jstring, iValueToString)(JNIEnv* env, jobject, jlong v) { return env->NewStringUTF(ref<IValue>(v).toStringRef().c_str()); }
NATIVE(jlongArray, iValueToTensorList)(JNIEnv* env, jobject, jlong v) {
  std::vector<jlong> out;
  for (const Tensor& t : ref<IValue>(v).toTensorVector()) out.push_back(kept(Tensor(t)));
  return array(env, out);
}
NATIVE(jlongArray, iValueToIValueList)(JNIEnv* env, jobject, jlong v) {
  std::vector<jlong> out;
  for (const IValue& e : ref<IValue>(v).toListRef()) out.push_back(kept(IValue(e)));
  return array(env, out);
}
NATIVE(jlongArray, iValueToIValueTuple)(JNIEnv* env, jobject, jlong v) {
  std::vector<jlong> out;
  for (const IValue& e : ref<IValue>(v).toTupleRef().elements()) out.push_back(kept(IValue(e)));
  return array(env, out);
}
NATIVE(jlongArray, iValueToMap)(JNIEnv* env, jobject, jlong v) {
  std::vector<jlong> out;
  for (const auto& e : ref<IValue>(v).toGenericDict()) {
    out.push_back(kept(IValue(e.key())));
    out.push_back(kept(IValue(e.value())));
  }
  return array(env, out);
}
NATIVE(jboolean, iValueIsTensor)(JNIEnv*, jobject, jlong v) { return ref<IValue>(v).isTensor(); }
NATIVE(jboolean, iValueIsBool)(JNIEnv*, jobject, jlong v) { return ref<IValue>(v).isBool(); }
NATIVE(jboolean, iValueIsLong)(JNIEnv*, jobject, jlong v) { return ref<IValue>(v).isInt(); }
NATIVE(jboolean, iValueIsDouble)(JNIEnv*, jobject, jlong v) { return ref<IValue>(v).isDouble(); }
NATIVE(jboolean, iValueIsString)(JNIEnv*, jobject, jlong v) { return ref<IValue>(v).isString(); }
NATIVE(jboolean, iValueIsBoolList)(JNIEnv*, jobject, jlong v) { return ref<IValue>(v).isBoolList(); }
NATIVE(jboolean, iValueIsLongList)(JNIEnv*, jobject, jlong v) { return ref<IValue>(v).isIntList(); }
NATIVE(jboolean, iValueIsDoubleList)(JNIEnv*, jobject, jlong v) { return ref<IValue>(v).isDoubleList(); }
NATIVE(jboolean, iValueIsTensorList)(JNIEnv*, jobject, jlong v) { return ref<IValue>(v).isTensorList(); }
NATIVE(jboolean, iValueIsList)(JNIEnv*, jobject, jlong v) { return ref<IValue>(v).isList(); }
NATIVE(jboolean, iValueIsTuple)(JNIEnv*, jobject, jlong v) { return ref<IValue>(v).isTuple(); }
NATIVE(jboolean, iValueIsMap)(JNIEnv*, jobject, jlong v) { return ref<IValue>(v).isGenericDict(); }
NATIVE(jboolean, torchIsContiguous)(JNIEnv*, jobject, jlong t) { return ref<Tensor>(t).is_contiguous(); }

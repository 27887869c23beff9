// JSON at the edge: described structs to and from nlohmann's ordered_json. Never used while a
// history runs at full speed.
#ifndef HARNESS_CORE_JSON_H_
#define HARNESS_CORE_JSON_H_

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "harness/core/fields.h"

namespace relapse {

using Json = nlohmann::ordered_json;

template <class T>
Json ToJson(const T& value);

/// Reads what is present into `value` and leaves the rest alone. Throws nlohmann::json::exception
/// on a type mismatch: callers at the edge turn it into a message.
template <class T>
void FromJson(const Json& json, T& value);

namespace internal {

/// Appends: a struct lists no field twice. Room is made at once, because an ordered object that
/// grows copies the names it holds.
struct JsonWriter {
  explicit JsonWriter(std::size_t fields) { object().reserve(fields); }
  Json::object_t& object() { return json.get_ref<Json::object_t&>(); }

  Json json = Json::object();
  template <class T, class Kind>
  void operator()(const char* name, const T& value, Kind) {
    if constexpr (!std::is_same_v<Kind, field::Digest>) {
      object().Container::emplace_back(name, ToJson(value));
    }
  }
};

struct JsonReader {
  const Json& json;
  template <class T, class Kind>
  void operator()(const char* name, T& value, Kind) {
    if constexpr (std::is_same_v<Kind, field::Digest>) return;
    if (const auto found = json.find(name); found != json.end() && !found->is_null()) {
      FromJson(*found, value);
    }
  }
};

}  // namespace internal

template <class T>
Json ToJson(const T& value) {
  if constexpr (std::is_same_v<T, Text>) {
    return value.str();
  } else if constexpr (kIsVector<T>) {
    Json list = Json::array();
    for (const auto& element : value) list.push_back(ToJson(element));
    return list;
  } else if constexpr (kIsSharedConst<T> || kIsOptional<T>) {
    return value ? ToJson(*value) : Json(nullptr);
  } else if constexpr (Described<const T>) {
    thread_local std::size_t fields = 0;  // of the one before: nearly always as many
    internal::JsonWriter writer(fields);
    T::VisitFields(value, writer);
    fields = writer.json.size();
    return std::move(writer.json);
  } else if constexpr (requires { EnumName(value); }) {
    return std::string(EnumName(value));
  } else if constexpr (std::is_enum_v<T>) {
    return static_cast<std::int64_t>(value);
  } else if constexpr (std::is_empty_v<T>) {
    return Json::object();
  } else {
    return value;
  }
}

template <class T>
void FromJson(const Json& json, T& value) {
  if constexpr (std::is_same_v<T, Text>) {
    value = Text(json.get_ref<const std::string&>());
  } else if constexpr (kIsVector<T>) {
    value.clear();
    for (const Json& element : json) {
      typename T::value_type read{};
      FromJson(element, read);
      value.push_back(std::move(read));
    }
  } else if constexpr (kIsOptional<T>) {
    typename T::value_type read{};
    FromJson(json, read);
    value = std::move(read);
  } else if constexpr (kIsSharedConst<T>) {
    std::remove_const_t<typename T::element_type> read{};
    FromJson(json, read);
    value = std::make_shared<typename T::element_type>(std::move(read));
  } else if constexpr (Described<T>) {
    internal::JsonReader reader{json};
    T::VisitFields(value, reader);
  } else if constexpr (requires { EnumFromName(std::string_view(), value); }) {
    EnumFromName(json.get_ref<const std::string&>(), value);
  } else if constexpr (std::is_enum_v<T>) {
    value = static_cast<T>(json.get<std::int64_t>());
  } else if constexpr (std::is_empty_v<T>) {
  } else {
    value = json.get<T>();
  }
}

/// One line of JSON. Bytes that are not UTF-8 are replaced, never thrown about.
std::string JsonLine(const Json& json);

}  // namespace relapse

#endif  // HARNESS_CORE_JSON_H_

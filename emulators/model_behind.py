"""Lets a real chat model answer behind an emulated endpoint: the whole product works with a fake key."""

import json
from collections.abc import Mapping
from typing import Any

from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, ToolMessage, convert_to_messages

from emulators.openai_answers import Call, ChatAnswer


class Behind:
    """Answers requests of OpenAI's form with a model of LangChain, such as the `RetrievalBrain`."""

    def __init__(self, model: BaseChatModel) -> None:
        self._model = model

    def __call__(self, request: Mapping[str, Any]) -> ChatAnswer:
        messages = _named(convert_to_messages(request["messages"]))
        form = _form(request)
        if form is not None:
            asked = self._model.bind_tools([form], tool_choice=form["function"]["name"])
            return ChatAnswer(json.dumps(asked.invoke(messages).tool_calls[0]["args"]))
        tools = request.get("tools")
        choice = request.get("tool_choice")
        answer = (self._model.bind_tools(tools, tool_choice=choice) if tools else self._model).invoke(messages)
        calls = tuple(Call(call["name"], call["args"], str(call["id"])) for call in answer.tool_calls)
        return ChatAnswer(answer.text, calls)


def _form(request: Mapping[str, Any]) -> dict[str, Any] | None:
    """What `response_format` asks for, as a function to be called."""
    wanted: dict[str, Any] = request.get("response_format") or {}
    if wanted.get("type") != "json_schema":
        return None
    schema: dict[str, Any] = wanted["json_schema"]
    function = {
        "name": schema["name"],
        "description": schema.get("description", ""),
        "parameters": schema["schema"],
    }
    return {"type": "function", "function": function}


def _named(messages: list[BaseMessage]) -> list[BaseMessage]:
    """Results of tools under their tools' names, which OpenAI's protocol does not carry."""
    names = {
        call["id"]: call["name"]
        for message in messages
        if isinstance(message, AIMessage)
        for call in message.tool_calls
    }
    for message in messages:
        if isinstance(message, ToolMessage):
            message.name = names.get(message.tool_call_id)
    return messages

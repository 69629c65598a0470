// What `demo` sends when no file is named: a text with letters of two bytes, so that a fragment may cut one in half.

export const DEMO_TEXT = `Un archivo viaja por MQTT como una carta rota en pedazos: el publicador corta sin mirar las letras,
el broker reparte sin mirar los pedazos y el suscriptor los pega en el orden en que llegan.
Si cada pedazo lleva su número, se ve cuál falta; si además se anuncia cuántos bytes son, se ve
también cuándo falta el último. Un corte puede caer en mitad de una «ñ» o de una vocal con tilde,
y entonces ninguna de las dos mitades es una letra: por eso se cuentan bytes y no caracteres.
Mañana, cuando alguien pregunte qué pasó en la red, la captura lo dirá trama por trama.
`;
